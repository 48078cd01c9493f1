//! The facts themselves, element by element. What the table means is said in the parent module.

use super::Match::{Broad, Exact};
use super::Scheme::{Ctdc27, Ctdc37, Ctdc63, Htcds2, Iccs, Ilo11, Isic4, Sherloc};
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
    Abduction "abduction", "Abduction", "The person was abducted.", Palermo, Ctdc63 = "isAbduction", Sherloc = "abduction", Htcds2 < "Other";
    Fraud "fraud", "Fraud", "The person was defrauded.", Palermo, Sherloc = "fraud", Htcds2 < "Other";
    Deception "deception", "Deception", "The person was deceived about the work, the conditions, the place or the people.", Palermo, Sherloc = "deception", Htcds2 < "FalsePromises", Ilo11 = "2";
    FalsePromises "false_promises", "False promises", "The person was tricked into the situation by promises that were not meant.", Htcds, Htcds2 = "FalsePromises", Ctdc63 = "meansOfControlFalsePromises", Ctdc37 = "meansOfControlFalsePromises", Ctdc27 = "meansFalsePromises", Sherloc < "deception", Ilo11 < "2";
    AbuseOfPower "abuse_of_power", "Abuse of power", "A position of power over the person was abused.", Palermo, Sherloc < "abuse_power_vulnerability", Htcds2 < "Other", Ilo11 < "1";
    AbuseOfVulnerability "abuse_of_vulnerability", "Abuse of a position of vulnerability", "The person had no real and acceptable alternative, and that was abused.", Palermo, Sherloc < "abuse_power_vulnerability", Htcds2 < "Other", Ilo11 = "1";
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
    ExcessiveWorkingHours "excessive_working_hours", "Excessive working hours", "Far more hours than agreed, night or late shifts included; a sign of exploitation that is no means under the Protocol by itself.", Htcds, Htcds2 = "ExcessiveWorkingHours", Ctdc63 = "meansOfControlExcessiveWorkingHours", Ctdc37 = "meansOfControlExcessiveWorkingHours", Ctdc27 = "meansExcessiveWorkHours", Ilo11 = "11";
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
}

facts! {
    /// Facts about the person that rules depend on.
    PersonFact "person":
    Child "child", "Child", "The person was under 18 when exploited.", Palermo;
    Unaccompanied "unaccompanied", "Unaccompanied", "The person was a child without a parent or guardian.", Turnstone;
}
