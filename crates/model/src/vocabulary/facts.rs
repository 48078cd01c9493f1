//! The facts themselves, element by element. What the table means is said in the parent module.

use super::Match::{Broad, Exact};
use super::Scheme::{Ctdc27, Ctdc37, Ctdc63, Delphi, Htcds2, Iccs, Ilo11, Isic4, Sherloc};
use super::{Entry, Source};

/// Writes one closed enum of facts with its table. `=` before a code: says the same; `<`: the code is broader than the fact.
macro_rules! facts {
    ($(#[$about:meta])* $name:ident $prefix:literal:
     $($variant:ident $id:literal, $label:literal, $definition:literal, $source:ident $(, $scheme:ident $relation:tt $code:literal)*;)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $(#[doc = $definition] $variant,)* }

        impl $name {
            /// Every one, in column order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// Its label, definition, source and outside codes.
            pub fn entry(self) -> &'static Entry {
                match self {
                    $($name::$variant => &Entry {
                        id: concat!($prefix, ".", $id),
                        label: $label,
                        definition: $definition,
                        source: Source::$source,
                        codes: &[$(($scheme, facts!(@relation $relation), $code),)*],
                    },)*
                }
            }
        }
    };
    (@relation =) => { Exact };
    (@relation <) => { Broad };
}

facts! {
    /// What was done to the person.
    Act "act":
    Recruitment "recruitment", "Recruitment", "The person was recruited.", Palermo, Sherloc = "recruitment", Htcds2 = "Recruitment";
    Luring "luring", "Luring", "Contact was built up to draw the person in, before or without a completed recruitment.", Chibba;
    Transportation "transportation", "Transportation", "The person was transported.", Palermo, Sherloc = "transportation", Htcds2 < "Transit";
    Transfer "transfer", "Transfer", "The person was handed over to another.", Palermo, Sherloc = "transfer", Htcds2 < "Transit";
    Harbouring "harbouring", "Harbouring", "The person was housed or hidden.", Palermo, Sherloc = "harbouring", Htcds2 < "Exploitation";
    Receipt "receipt", "Receipt", "The person was received from another.", Palermo, Sherloc = "receipt", Htcds2 < "Exploitation";
    ExchangeOfControl "exchange_of_control", "Exchange or transfer of control", "Control over the person was exchanged or passed on.", Eu;
    Unspecified "unspecified", "An act, not said which", "One of the acts took place, and the record does not say which.", Turnstone;
}

facts! {
    /// How it was done.
    Means "means":
    Force "force", "Force", "Physical force was used to bring the person in or keep them.", Palermo, Sherloc < "force_threat_coercion", Ilo11 < "5";
    Threats "threats", "Threats", "Open or implied intent to harm the person or someone else; threats with the authorities are counted apart.", Htcds, Htcds2 = "PhysicalThreats", Ctdc63 = "meansOfControlThreats", Ctdc37 = "meansOfControlThreats", Ctdc27 < "meansThreats", Sherloc < "force_threat_coercion", Ilo11 = "6";
    ThreatensFamily "threatens_family", "Threats against children or family", "Harm to the person's children or family was threatened, or their own children were used as leverage; the record does not say which.", Htcds, Htcds2 = "ThreatensChildrenFamily", Ctdc63 < "meansOfControlThreats", Ctdc37 < "meansOfControlThreats", Ctdc27 < "meansThreats", Sherloc < "force_threat_coercion", Ilo11 < "6";
    UsesChildren "uses_children", "Uses the person's children", "Access to the person's own children was limited or used as leverage.", Htcds, Htcds2 < "ThreatensChildrenFamily", Ctdc63 = "meansOfControlUsesChildren", Ctdc27 < "meansThreats", Sherloc < "force_threat_coercion", Ilo11 < "6";
    ThreatOfLawEnforcement "threat_of_law_enforcement", "Threat of the authorities", "Police, immigration or another authority was threatened with.", Htcds, Htcds2 = "ThreatsLawEnforcement", Ctdc63 = "meansOfControlThreatOfLawEnforcement", Ctdc37 = "meansOfControlThreatOfLawEnforce", Ctdc27 < "meansThreats", Sherloc < "force_threat_coercion", Ilo11 < "6";
    AnyThreat "any_threat", "Threats, not said which", "Threats of some kind: of harm, through children, or with the authorities; the record does not say which.", Ctdc, Ctdc27 = "meansThreats", Htcds2 < "Other", Sherloc < "force_threat_coercion", Ilo11 < "6";
    AnyCoercion "any_coercion", "Force, threat or coercion, not said which", "Force, the threat of it, or another form of coercion; the record does not say which.", Palermo, Sherloc = "force_threat_coercion", Htcds2 < "Other";
    Abduction "abduction", "Abduction", "The person was abducted.", Palermo, Ctdc63 = "isAbduction", Sherloc = "abduction", Htcds2 < "Other";
    Fraud "fraud", "Fraud", "The person was defrauded.", Palermo, Sherloc = "fraud", Htcds2 < "Other";
    Deception "deception", "Deception", "The person was deceived about the work, the conditions, the place or the people.", Palermo, Sherloc = "deception", Htcds2 < "FalsePromises", Ilo11 = "2";
    FalsePromises "false_promises", "False promises", "The person was tricked into the situation by promises that were not meant.", Htcds, Htcds2 = "FalsePromises", Ctdc63 = "meansOfControlFalsePromises", Ctdc37 = "meansOfControlFalsePromises", Ctdc27 = "meansFalsePromises", Sherloc < "deception", Ilo11 < "2";
    AbuseOfPower "abuse_of_power", "Abuse of power", "A position of power over the person was abused.", Palermo, Sherloc < "abuse_power_vulnerability", Htcds2 < "Other", Ilo11 < "1";
    AbuseOfVulnerability "abuse_of_vulnerability", "Abuse of a position of vulnerability", "The person had no real and acceptable alternative, and that was abused.", Palermo, Sherloc < "abuse_power_vulnerability", Htcds2 < "Other", Ilo11 = "1";
    AbuseOfPowerOrVulnerability "abuse_of_power_or_vulnerability", "Abuse of power or of vulnerability, not said which", "A position of power or of vulnerability was abused; the record does not say which.", Palermo, Sherloc = "abuse_power_vulnerability", Htcds2 < "Other", Ilo11 < "1";
    PaymentToController "payment_to_controller", "Payment to a person in control", "Payments or benefits were given or received to obtain the consent of someone who controls the person.", Palermo, Sherloc = "payments_benefits_controller", Htcds2 < "Other";
    DebtBondage "debt_bondage", "Debt bondage", "The person worked to pay off an imposed or inflated debt without control over it.", Htcds, Htcds2 = "DebtBondage", Ctdc63 = "meansOfControlDebtBondage", Ctdc37 = "meansOfControlDebtBondage", Ctdc27 < "meansDebtBondageEarnings", Sherloc < "force_threat_coercion", Ilo11 = "9";
    TakesEarnings "takes_earnings", "Takes earnings", "The exploiter kept the person's pay as a way of control.", Htcds, Htcds2 = "TakesEarnings", Ctdc63 = "meansOfControlTakesEarnings", Ctdc37 = "meansOfControlTakesEarnings", Ctdc27 < "meansDebtBondageEarnings", Sherloc < "force_threat_coercion", Ilo11 = "8";
    DebtBondageOrEarnings "debt_bondage_or_earnings", "Debt bondage or earnings taken", "Debt bondage or earnings taken; the record does not say which.", Ctdc, Ctdc27 = "meansDebtBondageEarnings", Htcds2 < "Other", Sherloc < "force_threat_coercion";
    RestrictsFinancialAccess "restricts_financial_access", "Restricts financial access", "The person's own money, account or cards were blocked or taken.", Htcds, Htcds2 = "RestrictsFinancialAccess", Ctdc63 = "meansOfControlRestrictsFinancialAccess", Ctdc27 < "meansDenyBasicNeeds", Sherloc < "force_threat_coercion", Ilo11 < "8";
    PsychologicalAbuse "psychological_abuse", "Psychological abuse", "Emotional abuse, humiliation, manipulation, or abuse of family or romantic ties.", Htcds, Htcds2 = "PsychologicalAbuse", Ctdc63 = "meansOfControlPsychologicalAbuse", Ctdc37 = "meansOfControlPsychologicalAbuse", Ctdc27 < "meansAbusePsyPhySex", Sherloc < "force_threat_coercion", Ilo11 < "6";
    PhysicalAbuse "physical_abuse", "Physical abuse", "Bodily injury or trauma, branding and weapons included.", Htcds, Htcds2 = "PhysicalAbuse", Ctdc63 = "meansOfControlPhysicalAbuse", Ctdc37 = "meansOfControlPhysicalAbuse", Ctdc27 < "meansAbusePsyPhySex", Sherloc < "force_threat_coercion", Ilo11 = "5";
    SexualAbuse "sexual_abuse", "Sexual abuse", "Unwanted sexual contact or reproductive coercion used to control, not as the purpose.", Htcds, Htcds2 = "SexualAbuse", Ctdc63 = "meansOfControlSexualAbuse", Ctdc37 = "meansOfControlSexualAbuse", Ctdc27 < "meansAbusePsyPhySex", Sherloc < "force_threat_coercion", Ilo11 < "5";
    AnyAbuse "any_abuse", "Abuse, not said which", "Psychological, physical or sexual abuse; the record does not say which.", Ctdc, Ctdc27 = "meansAbusePsyPhySex", Htcds2 < "Other", Sherloc < "force_threat_coercion";
    PsychoactiveSubstances "psychoactive_substances", "Drugs or alcohol", "Drugs or alcohol were induced, supplied or exploited.", Htcds, Htcds2 = "PsychoactiveSubstance", Ctdc63 = "meansOfControlPsychoactiveSubstances", Ctdc37 = "meansOfControlPsychoactiveSubstances", Ctdc27 = "meansDrugsAlcohol", Sherloc < "force_threat_coercion", Ilo11 < "1";
    RestrictsMovement "restricts_movement", "Restricts movement", "The person was detained, escorted, monitored, isolated or moved often.", Htcds, Htcds2 < "Other", Ctdc63 = "meansOfControlRestrictsMovement", Ctdc37 = "meansOfControlRestrictsMovement", Ctdc27 < "meansDenyBasicNeeds", Sherloc < "force_threat_coercion", Ilo11 = "3", Ilo11 < "4";
    RestrictsMedicalCare "restricts_medical_care", "Restricts medical care", "Health care was withheld, controlled or only accompanied.", Htcds, Htcds2 = "RestrictsMedicalCare", Ctdc63 = "meansOfControlRestrictsMedicalCare", Ctdc37 = "meansOfControlRestrictsMedicalCare", Ctdc27 < "meansDenyBasicNeeds", Sherloc < "force_threat_coercion", Ilo11 < "10";
    WithholdsNecessities "withholds_necessities", "Withholds necessities", "Food, shelter, water, hygiene, clothing or the like was denied or threatened to be.", Htcds, Htcds2 = "WithholdsNecessities", Ctdc63 = "meansOfControlWithholdsNecessities", Ctdc37 = "meansOfControlWithholdsNecessities", Ctdc27 < "meansDenyBasicNeeds", Sherloc < "force_threat_coercion", Ilo11 < "10";
    DeniesBasicNeeds "denies_basic_needs", "Denies basic needs or freedom, not said which", "Movement, money, medical care or necessities were restricted; the record does not say which.", Ctdc, Ctdc27 = "meansDenyBasicNeeds", Htcds2 < "Other", Sherloc < "force_threat_coercion";
    WithholdsDocuments "withholds_documents", "Withholds documents", "Identity, travel, work or legal papers were kept or controlled.", Htcds, Htcds2 = "WithholdsDocuments", Ctdc63 = "meansOfControlWithholdsDocuments", Ctdc37 = "meansOfControlWithholdsDocuments", Ctdc27 = "meansWithholdDocs", Sherloc < "force_threat_coercion", Ilo11 = "7";
    ExcessiveWorkingHours "excessive_working_hours", "Excessive working hours", "Far more hours than agreed, night or late shifts included; a sign of exploitation that is no means under the Protocol by itself.", Htcds, Htcds2 = "ExcessiveWorkingHours", Ctdc63 = "meansOfControlExcessiveWorkingHours", Ctdc37 = "meansOfControlExcessiveWorkingHours", Ctdc27 = "meansExcessiveWorkHours", Ilo11 = "11", Delphi = "ex.hours";
    Other "other", "Other means of control", "A control tactic that no other fact names.", Htcds, Htcds2 = "Other", Ctdc63 = "meansOfControlOther", Ctdc37 = "meansOfControlOther";
}

facts! {
    /// Traditional or technology-driven: how the trafficking went about. It describes and never takes a finding away.
    Process "process":
    Traditional "traditional", "Traditional process", "People did it face to face at each phase, as far as the source says.", Chibba;
    Technology "technology", "Technology-driven process", "Technology or the internet drove a part of it, as far as the source says.", Chibba;
    RecruitedInPerson "recruited_in_person", "Recruited in person", "Recruitment took place at a workplace, school or event, or through family or friends.", Htcds;
    RecruitedThroughMedia "recruited_through_media", "Recruited through print or broadcast media", "Recruitment went through a newspaper or television advertisement.", Htcds;
    RecruitedOnline "recruited_online", "Recruited through a site or app", "Recruitment went through an online network, site, app or advertisement.", Htcds;
    ExploitedOnline "exploited_online", "Exploited through a site or app", "Exploitation was advertised, sold or carried out through a site or app.", Htcds;
    ExploitationStreamed "exploitation_streamed", "Exploitation streamed", "Exploitation was shown live or recorded to remote viewers.", Chibba;
    PaymentPerView "payment_per_view", "Paid per view or minute", "Remote viewers paid for what they were shown.", Chibba;
    ControlledThroughDevices "controlled_through_devices", "Controlled through devices", "Phones, cameras or trackers were used to control the person.", Chibba;
}

facts! {
    /// What for. Protocol art. 3(a) names the least; the list is open.
    Purpose "purpose":
    SexualExploitation "sexual_exploitation", "Sexual exploitation", "Exploitation of the prostitution of others or another form of sexual exploitation.", Palermo, Htcds2 = "SexualExploitation", Ctdc63 = "isSexualExploit", Ctdc37 = "isSexualExploit", Ctdc27 = "isSexualExploit", Sherloc = "sexual_exploitation", Iccs = "02041";
    Prostitution "prostitution", "Prostitution", "Sexual exploitation in prostitution.", Ctdc, Htcds2 = "Prostitution", Ctdc63 = "typeOfSexProstitution", Ctdc37 = "typeOfSexProstitution", Ctdc27 = "typeOfSexProstitution", Sherloc < "sexual_exploitation", Iccs < "02041";
    Pornography "pornography", "Pornography", "Sexual exploitation in recorded material.", Ctdc, Htcds2 = "Pornography", Ctdc63 = "typeOfSexPornography", Ctdc37 = "typeOfSexPornography", Ctdc27 = "typeOfSexPornography", Sherloc < "sexual_exploitation", Iccs < "02041";
    RemoteInteractiveSexualServices "remote_interactive_sexual_services", "Remote interactive sexual services", "Sexual exploitation for remote viewers who interact (cyber-sex).", Ctdc, Htcds2 = "RemoteInteractiveServices", Ctdc63 = "typeOfSexRemoteInteractiveServices", Sherloc < "sexual_exploitation", Iccs < "02041";
    PrivateSexualServices "private_sexual_services", "Private sexual services", "Sexual exploitation by one person or household.", Ctdc, Htcds2 = "PrivateSexualServices", Ctdc63 = "typeOfSexPrivateSexualServices", Sherloc < "sexual_exploitation", Iccs < "02041";
    OtherSexualExploitation "other_sexual_exploitation", "Other sexual exploitation", "A form of sexual exploitation that no other fact names.", Ctdc, Ctdc37 = "typeOfSexOther", Htcds2 < "SexualExploitation", Sherloc < "sexual_exploitation", Iccs < "02041";
    ForcedLabour "forced_labour", "Forced labour or services", "Work or service exacted under menace of a penalty and not offered voluntarily.", Palermo, Htcds2 = "ForcedLabour", Ctdc63 = "isForcedLabour", Ctdc37 = "isForcedLabour", Ctdc27 = "isForcedLabour", Sherloc = "forced_labour", Iccs = "02042";
    SlaveryLike "slavery_like", "Slavery or similar practices", "Slavery or a practice similar to slavery.", Palermo, Ctdc63 = "isSlaveryAndPractices", Htcds2 < "Other", Sherloc = "slavery_like";
    Servitude "servitude", "Servitude", "The person was held in servitude.", Palermo, Htcds2 = "Servitude", Sherloc = "servitude";
    DomesticServitude "domestic_servitude", "Domestic servitude", "The person was held in servitude in a household.", Chibba, Htcds2 < "Servitude", Sherloc < "servitude", Iccs < "02042";
    OrganRemoval "organ_removal", "Organ removal", "An organ was removed or was to be.", Palermo, Htcds2 = "OrganRemoval", Ctdc63 = "isOrganRemoval", Ctdc37 < "isOtherExploit", Ctdc27 < "isOtherExploit", Sherloc = "organ_removal", Iccs = "02043";
    ForcedBegging "forced_begging", "Forced begging", "The person was made to beg.", Htcds, Htcds2 = "ForcedBegging", Ctdc63 = "typeOfLabourBegging", Iccs < "02044";
    ForcedCriminality "forced_criminality", "Forced criminality", "The person was made to commit offences, scams from compounds included.", Turnstone, Ctdc63 = "typeOfLabourIllicitActivities", Htcds2 < "Other", Iccs < "02044";
    ForcedMarriage "forced_marriage", "Forced marriage", "The person was made to marry.", Eu, Htcds2 = "ForcedMarriage", Ctdc63 = "isForcedMarriage", Ctdc37 < "isOtherExploit", Ctdc27 < "isOtherExploit", Iccs < "02044";
    IllegalAdoption "illegal_adoption", "Illegal adoption", "The person was given into illegal adoption.", Eu, Htcds2 = "ForcedAdoption", Iccs < "02044";
    Surrogacy "surrogacy", "Exploitation of surrogacy", "The person was made to bear a child for others.", Eu, Htcds2 = "Surrogacy", Iccs < "02044";
    ForcedMilitary "forced_military", "Forced military service or child soldiering", "The person was made to serve an armed force or group.", Htcds, Htcds2 = "ForcedMilitaryByNonStateActors", Ctdc63 = "isForcedMilitary", Ctdc37 < "isOtherExploit", Ctdc27 < "isOtherExploit", Iccs < "02044";
    ChildLabour "child_labour", "Child labour", "A child worked in a way that is harmful or barred by law; by itself no purpose under the Protocol.", Htcds, Htcds2 = "ChildLabour";
    Other "other", "Other exploitation", "A form of exploitation that no other fact names.", Ctdc, Htcds2 = "Other", Ctdc63 = "isOtherExploit", Ctdc37 = "isOtherExploit", Ctdc27 = "isOtherExploit", Sherloc = "other", Iccs = "02044";
}

facts! {
    /// Who recruited, in relation to the person.
    Recruiter "recruiter":
    IntimatePartner "intimate_partner", "Intimate partner", "The recruiter was the person's intimate partner.", Ctdc, Ctdc63 = "recruiterRelationIntimatePartner", Ctdc37 = "recruiterRelationIntimatePartner", Ctdc27 = "recruiterRelationIntimatePartner", Htcds2 < "Familial";
    Family "family", "Family", "The recruiter was a relative.", Ctdc, Ctdc63 = "recruiterRelationFamily", Ctdc37 = "recruiterRelationFamily", Ctdc27 = "recruiterRelationFamily", Htcds2 = "Familial";
    Friend "friend", "Friend", "The recruiter was a friend.", Ctdc, Ctdc63 = "recruiterRelationFriend", Ctdc37 = "recruiterRelationFriend", Ctdc27 = "recruiterRelationFriend", Htcds2 < "Acquainted";
    Acquaintance "acquaintance", "Acquaintance", "The recruiter was known to the person.", Htcds, Htcds2 = "Acquainted";
    Stranger "stranger", "Stranger", "The recruiter was not known to the person.", Htcds, Htcds2 = "Unaquainted";
    Employer "employer", "Employer or agency", "The recruiter was an employer or an agency for work or travel.", Turnstone, Ctdc63 < "recruiterRelationOther", Ctdc37 < "recruiterRelationOther", Ctdc27 < "recruiterRelationOther";
    Other "other", "Other relation", "A relation that no other fact names.", Ctdc, Ctdc63 = "recruiterRelationOther", Ctdc37 = "recruiterRelationOther", Ctdc27 = "recruiterRelationOther";
}

facts! {
    /// Where in the economy the person was exploited.
    Sector "sector":
    AgricultureForestryFishing "agriculture_forestry_fishing", "Agriculture, forestry or fishing", "Agriculture, forestry or fishing; the record does not say which.", Isic, Isic4 = "A", Htcds2 = "A_AgricultureForestryAndFishing";
    Agriculture "agriculture", "Agriculture", "Crops, animals or forestry.", Ctdc, Isic4 < "A", Htcds2 < "A_AgricultureForestryAndFishing", Ctdc63 = "typeOfLabourAgriculture", Ctdc37 = "typeOfLabourAgriculture", Ctdc27 = "typeOfLabourAgriculture", Sherloc = "agriculture";
    FishingAquaculture "fishing_aquaculture", "Fishing and aquaculture", "Fishing at sea or fish farming.", Ctdc, Isic4 < "A", Htcds2 < "A_AgricultureForestryAndFishing", Ctdc63 = "typeOfLabourAquafarming";
    Mining "mining", "Mining and quarrying", "Mining, quarrying or drilling.", Isic, Isic4 = "B", Htcds2 = "B_MiningAndQuarrying", Ctdc63 = "typeOfLabourMiningOrDrilling";
    Manufacturing "manufacturing", "Manufacturing", "Factories and workshops.", Isic, Isic4 = "C", Htcds2 = "C_Manufacturing", Ctdc63 = "typeOfLabourManufacturing", Sherloc = "factory_manufacturing";
    Energy "energy", "Electricity and gas", "Electricity, gas, steam and air conditioning supply.", Isic, Isic4 = "D", Htcds2 = "D_ElectricityGasSteamAndAirConditioningSupply";
    WaterWaste "water_waste", "Water and waste", "Water supply, sewerage, waste management and remediation.", Isic, Isic4 = "E", Htcds2 = "E_WaterSupplySewerageWasteManagement";
    Construction "construction", "Construction", "Building and civil works.", Isic, Isic4 = "F", Htcds2 = "F_Construction", Ctdc63 = "typeOfLabourConstruction", Ctdc37 = "typeOfLabourConstruction", Ctdc27 = "typeOfLabourConstruction", Sherloc = "construction";
    TradeRepair "trade_repair", "Trade and repair", "Wholesale, retail and repair of vehicles.", Isic, Isic4 = "G", Htcds2 = "G_WholesaleAndRetailTradeRepairOfMotorVehicles";
    Peddling "peddling", "Peddling", "Selling in the street or from door to door.", Ctdc, Isic4 < "G", Htcds2 < "G_WholesaleAndRetailTradeRepairOfMotorVehicles", Ctdc63 = "typeOfLabourPeddling";
    TransportStorage "transport_storage", "Transport and storage", "Moving and storing goods or people.", Isic, Isic4 = "H", Htcds2 = "H_TransportationAndStorage", Ctdc63 = "typeOfLabourTransportation";
    Hospitality "hospitality", "Accommodation and food", "Hotels, restaurants and bars.", Isic, Isic4 = "I", Htcds2 = "I_AccommodationAndFoodServiceActivities", Ctdc63 = "typeOfLabourHospitality", Ctdc37 = "typeOfLabourHospitality", Ctdc27 = "typeOfLabourHospitality", Sherloc = "hotel_restaurant_bar";
    Information "information", "Information and communication", "Publishing, broadcasting, telecommunication and computing.", Isic, Isic4 = "J", Htcds2 = "J_InformationAndCommunication";
    Finance "finance", "Finance and insurance", "Financial and insurance activities.", Isic, Isic4 = "K", Htcds2 = "K_FinancialAndInsuranceActivities";
    RealEstate "real_estate", "Real estate", "Real estate activities.", Isic, Isic4 = "L", Htcds2 = "L_RealEstateActivities";
    Professional "professional", "Professional and technical", "Professional, scientific and technical activities.", Isic, Isic4 = "M", Htcds2 = "M_ProfessionalScientificAndTechnicalActivities";
    Administrative "administrative", "Administrative and support", "Administrative and support services, labour supply and cleaning included.", Isic, Isic4 = "N", Htcds2 = "N_AdministrativeAndSupportServiceActivities";
    PublicAdministration "public_administration", "Public administration and defence", "Public administration, defence and social security.", Isic, Isic4 = "O", Htcds2 = "O_PublicAdministrationAndDefence";
    Education "education", "Education", "Schools and other education.", Isic, Isic4 = "P", Htcds2 = "P_Education";
    HealthSocialWork "health_social_work", "Health and social work", "Health care, residential care and social work.", Isic, Isic4 = "Q", Htcds2 = "Q_HumanHealthAndSocialWorkActivities";
    ArtsEntertainment "arts_entertainment", "Arts and entertainment", "Arts, entertainment and recreation.", Isic, Isic4 = "R", Htcds2 = "R_ArtsEntertainmentAndRecreation";
    OtherServices "other_services", "Other services", "Other service activities.", Isic, Isic4 = "S", Htcds2 = "S_OtherServiceActivities";
    Beauty "beauty", "Hair and beauty", "Hairdressing, nails and beauty treatment.", Turnstone, Isic4 < "S", Htcds2 < "S_OtherServiceActivities", Sherloc = "hair_beauty_salon";
    DomesticWork "domestic_work", "Domestic work", "Work in or for a household.", Isic, Isic4 = "T", Htcds2 = "T_ActivitiesOfHouseholdsAsEmployers", Ctdc63 = "typeOfLabourDomesticWork", Ctdc37 = "typeOfLabourDomesticWork", Ctdc27 = "typeOfLabourDomesticWork", Sherloc = "domestic_servitude";
    Extraterritorial "extraterritorial", "Extraterritorial organisations", "Extraterritorial organisations and bodies.", Isic, Isic4 = "U", Htcds2 = "U_ActivitiesOfExtraterritorialOrganizations";
    Other "other", "Other sector", "A sector that no other fact names.", Ctdc, Ctdc63 = "typeOfLabourOther", Ctdc37 = "typeOfLabourOther", Sherloc = "other";
}

facts! {
    /// Smuggling of migrants, which may come before, with or without trafficking.
    Smuggling "smuggling":
    ProcuredIllegalEntry "procured_illegal_entry", "Illegal entry procured", "Someone procured the person's illegal entry into a state.", SmugglingProtocol;
    ProcuredIllegalStay "procured_illegal_stay", "Illegal stay enabled", "Someone enabled the person to stay without the requirements for legal stay.", SmugglingProtocol;
    DocumentProduced "document_produced", "Fraudulent document", "Someone made, procured or provided a fraudulent travel or identity document for it.", SmugglingProtocol;
    FacilitatedForPayment "facilitated_for_payment", "For payment or benefit", "It was done for a financial or other material benefit.", SmugglingProtocol;
    NotNationalOrResident "not_national_or_resident", "Neither national nor permanent resident", "The person was neither a national nor a permanent resident of that state.", SmugglingProtocol;
    LifeEndangered "life_endangered", "Life or safety endangered", "The person's life or safety was endangered or likely to be.", SmugglingProtocol;
    InhumanTreatment "inhuman_treatment", "Inhuman or degrading treatment", "The person was treated in an inhuman or degrading way, for exploitation included.", SmugglingProtocol;
    LastingHarm "lasting_harm", "Lasting harm to health", "The smuggling caused a seemingly incurable illness or a lasting incapacity of body or mind.", BelgianAliensAct;
}

facts! {
    /// Facts about the person that rules depend on.
    PersonFact "person":
    Child "child", "Child", "The person was under 18 when exploited.", Palermo;
    Unaccompanied "unaccompanied", "Unaccompanied", "The person was a child without a parent or guardian.", Turnstone;
    AgeDisputed "age_disputed", "Age not settled", "The age is disputed or unknown, and there is reason to believe that the person may be a child.", Turnstone;
    Consented "consented", "Agreed", "The person agreed to what was done or planned; recorded, and never an input of any instrument.", Palermo;
}

facts! {
    /// What was seen or told at recruitment, at work and at destination: the items of the ILO/EC Delphi lists, in our words.
    /// Far too long hours are [`Means::ExcessiveWorkingHours`], which HTCDS has too.
    Indicator "indicator":
    DeceivedAboutJob "deceived_about_job", "Deceived about the job", "The person was misled on what the work was, where it was or for whom.", IloDelphi, Delphi = "dr.job_nature", Ilo11 < "2";
    DeceivedAboutPay "deceived_about_pay", "Deceived about pay", "The person was misled on pay or earnings.", IloDelphi, Delphi = "dr.wages", Ilo11 < "2";
    DeceivedAboutConditions "deceived_about_conditions", "Deceived about the working conditions", "The person was misled on the conditions of the work or of sexual services.", IloDelphi, Delphi = "dr.work_conditions", Ilo11 < "2";
    DeceivedAboutContract "deceived_about_contract", "Deceived about the contract", "The person was misled on what the contract said or whether it was lawful.", IloDelphi, Delphi = "dr.contract", Ilo11 < "2";
    DeceivedAboutHousing "deceived_about_housing", "Deceived about lodging", "The person was misled on lodging and living conditions.", IloDelphi, Delphi = "dr.housing", Ilo11 < "2";
    DeceivedAboutLegalStatus "deceived_about_legal_status", "Deceived about papers or status", "The person was misled on papers or on getting a lawful migration status.", IloDelphi, Delphi = "dr.legal_status", Ilo11 < "2";
    DeceivedAboutJourney "deceived_about_journey", "Deceived about the journey", "The person was misled on the journey or the terms of recruitment.", IloDelphi, Delphi = "dr.travel_recruitment", Ilo11 < "2";
    DeceivedAboutFamilyReunion "deceived_about_family_reunion", "Deceived about family reunion", "The person was misled on being reunited with family.", IloDelphi, Delphi = "dr.family_reunion", Ilo11 < "2";
    PromisedMarriageOrAdoption "promised_marriage_or_adoption", "Promised marriage or adoption", "The person was lured by a promise of marriage or adoption that was not meant.", IloDelphi, Delphi = "dr.marriage_adoption", Ilo11 < "2";
    DeceivedAboutSchooling "deceived_about_schooling", "Deceived about schooling", "The person was misled on access to schooling or training.", IloDelphi, Delphi = "dr.education", Ilo11 < "2";
    RecruitmentViolence "recruitment_violence", "Violence at recruitment", "Violence was used against the person at recruitment or on the way.", IloDelphi, Delphi = "cr.violence_victim", Ilo11 < "5";
    RecruitmentThreats "recruitment_threats", "Threats of violence at recruitment", "The person was threatened with violence at recruitment or on the way.", IloDelphi, Delphi = "cr.threats_violence", Ilo11 < "6";
    RecruitmentAbductionOrSale "recruitment_abduction_or_sale", "Abducted or sold", "The person was abducted, sold, or forced into marriage or adoption at recruitment.", IloDelphi, Delphi = "cr.abduction_sale", Ilo11 < "5", Ilo11 < "6";
    RecruitmentDebt "recruitment_debt", "Bound by debt at recruitment", "The person was bound by a debt at recruitment.", IloDelphi, Delphi = "cr.debt_bondage", Ilo11 < "9";
    RecruitmentDocumentsTaken "recruitment_documents_taken", "Papers taken at recruitment", "Identity or travel papers were taken at recruitment.", IloDelphi, Delphi = "cr.documents", Ilo11 < "7";
    RecruitmentIsolation "recruitment_isolation", "Isolated before arrival", "The person was isolated, locked in or watched before arrival.", IloDelphi, Delphi = "cr.isolation", Ilo11 < "3", Ilo11 < "4";
    RecruitmentThreatOfAuthorities "recruitment_threat_of_authorities", "Threatened with the authorities at recruitment", "The person was threatened at recruitment with being reported to the authorities.", IloDelphi, Delphi = "cr.threat_denounce", Ilo11 < "6";
    RecruitmentThreatOfDisclosure "recruitment_threat_of_disclosure", "Threatened with disclosure at recruitment", "The person was threatened at recruitment with disclosure to family, community or the public.", IloDelphi, Delphi = "cr.threat_inform", Ilo11 < "6";
    RecruitmentViolenceAgainstFamily "recruitment_violence_against_family", "Violence against relatives at recruitment", "Violence against relatives was done or threatened at recruitment.", IloDelphi, Delphi = "cr.violence_family", Ilo11 < "5", Ilo11 < "6";
    RecruitmentMoneyWithheld "recruitment_money_withheld", "Money kept back at recruitment", "Money was kept back from the person at recruitment.", IloDelphi, Delphi = "cr.money_withheld", Ilo11 < "8";
    RecruitedThroughFamilyHardship "recruited_through_family_hardship", "A hard family situation used", "Advantage was taken at recruitment of a hard family situation.", IloDelphi, Delphi = "rv.difficult_family", Ilo11 < "1";
    RecruitedThroughIrregularStatus "recruited_through_irregular_status", "Irregular status used", "Advantage was taken at recruitment of an irregular status.", IloDelphi, Delphi = "rv.irregular_status", Ilo11 < "1";
    RecruitedThroughLowSchooling "recruited_through_low_schooling", "Little schooling or language used", "Advantage was taken at recruitment of little schooling or command of the language.", IloDelphi, Delphi = "rv.low_education_language", Ilo11 < "1";
    RecruitedThroughLackOfInformation "recruited_through_lack_of_information", "Lack of information used", "Advantage was taken at recruitment of missing information.", IloDelphi, Delphi = "rv.lack_information", Ilo11 < "1";
    RecruitedUnderControl "recruited_under_control", "Under the exploiters' control already", "The person was already under the control of the exploiters when recruited.", IloDelphi, Delphi = "rv.control_exploiters", Ilo11 < "1";
    RecruitedThroughEconomicNeed "recruited_through_economic_need", "Economic need used", "Advantage was taken at recruitment of economic need.", IloDelphi, Delphi = "rv.economic", Ilo11 < "1";
    RecruitedThroughFalseSuccessStories "recruited_through_false_success_stories", "False stories of migration", "False stories of successful migration were used at recruitment.", IloDelphi, Delphi = "rv.false_info_migration", Ilo11 < "1", Ilo11 < "2";
    RecruitedThroughFalseLaw "recruited_through_false_law", "False information on the law", "False information on the law or on what authorities do was used at recruitment.", IloDelphi, Delphi = "rv.false_info_law", Ilo11 < "1", Ilo11 < "2";
    RecruitedThroughFamilySituation "recruited_through_family_situation", "Family circumstances used", "Advantage was taken at recruitment of family circumstances.", IloDelphi, Delphi = "rv.family_situation", Ilo11 < "1";
    RecruitedThroughPersonalSituation "recruited_through_personal_situation", "Personal circumstances used", "Advantage was taken at recruitment of personal circumstances.", IloDelphi, Delphi = "rv.personal_situation", Ilo11 < "1";
    RecruitedThroughEmotionalDependency "recruited_through_emotional_dependency", "Emotional dependence used", "Advantage was taken at recruitment of psychological or emotional dependence.", IloDelphi, Delphi = "rv.emotional_dependency", Ilo11 < "1";
    RecruitedThroughRelationToAuthorities "recruited_through_relation_to_authorities", "Relation to the authorities used", "Advantage was taken at recruitment of the person's legal status or relation to the authorities.", IloDelphi, Delphi = "rv.authorities_legal", Ilo11 < "1";
    RecruitedThroughPastHardship "recruited_through_past_hardship", "Earlier hardship used", "Advantage was taken at recruitment of earlier hardship, such as a failed migration or earlier trafficking.", IloDelphi, Delphi = "rv.past_difficulties", Ilo11 < "1";
    RecruitedThroughTravelDifficulty "recruited_through_travel_difficulty", "Inability to travel alone used", "Advantage was taken at recruitment of the person's inability to arrange the journey alone.", IloDelphi, Delphi = "rv.travel_difficulty", Ilo11 < "1";
    RecruitedThroughBeliefs "recruited_through_beliefs", "Beliefs used", "Advantage was taken at recruitment of cultural or religious beliefs.", IloDelphi, Delphi = "rv.culture_religion", Ilo11 < "1";
    RecruitedThroughWiderContext "recruited_through_wider_context", "Wider context used", "Advantage was taken at recruitment of the wider context: conflict, disaster, political climate.", IloDelphi, Delphi = "rv.general_context", Ilo11 < "1";
    LowPay "low_pay", "Little or no pay", "The person got little or no pay.", IloDelphi, Delphi = "ex.low_pay", Ilo11 < "8";
    PayManipulated "pay_manipulated", "Pay manipulated", "Pay was manipulated through fines, deductions or middlemen.", IloDelphi, Delphi = "ex.wage_manipulation", Ilo11 < "8", Ilo11 < "9";
    BadLivingConditions "bad_living_conditions", "Bad living conditions", "The living conditions were bad.", IloDelphi, Delphi = "ex.living_conditions", Ilo11 < "10";
    VeryBadWorkingConditions "very_bad_working_conditions", "Very bad working conditions", "The working conditions were very bad.", IloDelphi, Delphi = "ex.very_bad_conditions", Ilo11 < "10";
    HazardousWork "hazardous_work", "Dangerous work", "The work was dangerous.", IloDelphi, Delphi = "ex.hazardous", Ilo11 < "10";
    LabourLawIgnored "labour_law_ignored", "Labour law or contract ignored", "Labour law or the signed contract was ignored.", IloDelphi, Delphi = "ex.labour_law", Ilo11 < "10", Ilo11 < "2";
    NoSocialProtection "no_social_protection", "No social protection", "The person had no social protection.", IloDelphi, Delphi = "ex.social_protection", Ilo11 < "10";
    NoSchooling "no_schooling", "No access to schooling", "The person had no access to schooling.", IloDelphi, Delphi = "ex.education_access", Ilo11 < "10";
    DestinationDocumentsKept "destination_documents_kept", "Papers kept at destination", "Identity or travel papers were kept from the person at destination.", IloDelphi, Delphi = "cd.documents", Ilo11 < "7";
    DestinationDebt "destination_debt", "Bound by debt at destination", "The person was bound by a debt at destination.", IloDelphi, Delphi = "cd.debt_bondage", Ilo11 < "9";
    DestinationIsolation "destination_isolation", "Isolated at destination", "The person was isolated, locked in or watched at destination.", IloDelphi, Delphi = "cd.isolation", Ilo11 < "3", Ilo11 < "4";
    DestinationViolence "destination_violence", "Violence at destination", "Violence was used against the person at destination.", IloDelphi, Delphi = "cd.violence_victim", Ilo11 < "5";
    DestinationThreats "destination_threats", "Threats of violence at destination", "The person was threatened with violence at destination.", IloDelphi, Delphi = "cd.threats_violence", Ilo11 < "6";
    MadeToCommitIllegalActs "made_to_commit_illegal_acts", "Made to commit illegal acts", "The person was made to take part in illegal acts.", IloDelphi, Delphi = "cd.illicit";
    MadeToServeAgainstWill "made_to_serve_against_will", "Made to do tasks or take clients", "The person was made to do tasks or take clients against their will.", IloDelphi, Delphi = "cd.tasks_clients";
    StrongInfluence "strong_influence", "Under strong influence", "The person was held under strong influence of the exploiter.", IloDelphi, Delphi = "cd.strong_influence", Ilo11 < "1", Ilo11 < "6";
    MadeToActAgainstPeers "made_to_act_against_peers", "Made to act against peers", "The person was made to act against fellow workers or victims.", IloDelphi, Delphi = "cd.act_against_peers", Ilo11 < "6";
    MadeToLie "made_to_lie", "Made to lie", "The person was made to lie to authorities, relatives or others.", IloDelphi, Delphi = "cd.lie", Ilo11 < "4", Ilo11 < "6";
    DestinationThreatOfAuthorities "destination_threat_of_authorities", "Threatened with the authorities at destination", "The person was threatened at destination with being reported to the authorities.", IloDelphi, Delphi = "cd.threat_denounce", Ilo11 < "6";
    ThreatOfWorseConditions "threat_of_worse_conditions", "Threatened with worse conditions", "The person was threatened with even worse conditions.", IloDelphi, Delphi = "cd.threat_worse", Ilo11 < "6";
    DestinationViolenceAgainstFamily "destination_violence_against_family", "Violence against relatives", "Violence against relatives was done or threatened while the person was at destination.", IloDelphi, Delphi = "cd.violence_family", Ilo11 < "5", Ilo11 < "6";
    DestinationWagesWithheld "destination_wages_withheld", "Pay kept back", "Pay was kept back to make the person stay.", IloDelphi, Delphi = "cd.wages_withheld", Ilo11 < "8";
    DestinationThreatOfDisclosure "destination_threat_of_disclosure", "Threatened with disclosure at destination", "The person was threatened at destination with disclosure to family, community or the public.", IloDelphi, Delphi = "cd.threat_inform", Ilo11 < "6";
    DependentOnExploiter "dependent_on_exploiter", "Depends on the exploiter", "The person depended on the exploiters in daily life.", IloDelphi, Delphi = "vd.dependency", Ilo11 < "1";
    UnfamiliarPlace "unfamiliar_place", "In an unfamiliar place", "The person could not easily live alone in an unfamiliar place.", IloDelphi, Delphi = "vd.unknown_area", Ilo11 < "1";
    DestinationEconomicNeedUsed "destination_economic_need_used", "Economic need used at destination", "Advantage was taken of economic need at destination.", IloDelphi, Delphi = "vd.economic", Ilo11 < "1";
    DestinationFamilySituationUsed "destination_family_situation_used", "Family circumstances used at destination", "Advantage was taken of family circumstances at destination.", IloDelphi, Delphi = "vd.family_situation", Ilo11 < "1";
    DestinationLegalStatusUsed "destination_legal_status_used", "Legal status used at destination", "Advantage was taken at destination of legal status or fear of the authorities.", IloDelphi, Delphi = "vd.authorities_legal", Ilo11 < "1";
    DestinationPastHardshipUsed "destination_past_hardship_used", "Earlier hardship used at destination", "Advantage was taken of earlier hardship at destination.", IloDelphi, Delphi = "vd.past_difficulties", Ilo11 < "1";
    DiscriminatedGroup "discriminated_group", "Belongs to a group discriminated against", "The person belongs to a group that is discriminated against, and that was used at destination.", IloDelphi, Delphi = "vd.personal_characteristics", Ilo11 < "1";
}

facts! {
    /// What surrounds the person: status, housing, movement, how authorities treated them, safety.
    Circumstance "circumstance":
    LegalEntry "legal_entry", "Entered legally", "The person entered the country legally.", Chibba;
    SponsoredPermit "sponsored_permit", "On a sponsored visa or permit", "The visa or permit was bound to a sponsor or employer.", Chibba;
    StatusLapsed "status_lapsed", "The visa or permit ran out", "The visa or permit ran out while the person was in the country.", Chibba;
    StayedAfterLapse "stayed_after_lapse", "Did not leave after it ran out", "The person stayed in the country after the visa or permit had run out.", Chibba;
    SameSponsor "same_sponsor", "Still with the sponsor", "The person works for, or lives with, whoever sponsored the entry.", Chibba;
    LivesAtWorkplace "lives_at_workplace", "Lives at the workplace", "The person lives where the work or exploitation takes place.", Turnstone;
    SeveralYoungPeople "several_young_people", "Several young people together", "Several children or young adults are kept or work together.", Chibba;
    OneAddress "one_address", "Together at one address", "Those exploited are together at one address.", Chibba;
    GuardedCompound "guarded_compound", "Kept in a guarded compound", "The person is kept with others in a guarded compound.", Turnstone;
    OnlineFraudWork "online_fraud_work", "Made to defraud people online", "The work is to deceive people online or by telephone for money.", Turnstone;
    ImagesSpread "images_spread", "Sexual images spread", "Sexual images or videos of the person were spread through information technology.", Eu;
    MovedWithinCountry "moved_within_country", "Moved within a country", "The person was moved or moved from one place to another inside a country.", Chibba;
    MovedAcrossBorder "moved_across_border", "Moved across a border", "The person crossed a border between countries on the way.", Chibba;
    TreatedAsIrregular "treated_as_irregular", "Treated as an irregular migrant", "An authority treated the person as an irregular migrant.", Chibba;
    TreatedAsOffender "treated_as_offender", "Treated as an offender", "An authority treated the person as a suspect or offender.", Turnstone;
    Detained "detained", "Detained", "An authority detained the person.", Turnstone;
    ReturnOrdered "return_ordered", "Return ordered", "An authority ordered the person to leave, or sent the person back.", Turnstone;
    Penalised "penalised", "Penalised", "The person was punished for something that the exploitation made them do.", Turnstone;
    ImmediateDanger "immediate_danger", "In immediate danger", "The person is in danger now.", Turnstone;
    CannotSpeakFreely "cannot_speak_freely", "Cannot speak freely", "Somebody listens, answers for the person, or has told them what to say.", Turnstone;
    OthersAtRisk "others_at_risk", "Others at risk", "Others are, as far as is known, in the same situation.", Turnstone;
}
