//! The standard's picklists: codes with their labels, and how either is recognised in a cell.
//!
//! Which field uses which list is in [`super::field`]; what a code says in our vocabulary is in [`super::case`].

use crate::vocabulary::edit_distance;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A closed list of the standard.
#[derive(Debug, PartialEq, Eq)]
pub struct List {
    /// Its name, for the index.
    name: &'static str,
    /// Codes with labels, in the order of the standard.
    pub values: &'static [(&'static str, &'static str)],
}

macro_rules! lists {
    ($($(#[$about:meta])* $name:ident: $($code:literal $label:literal),*;)*) => {
        $($(#[$about])* pub static $name: List = List { name: stringify!($name), values: &[$(($code, $label),)*] };)*
        /// Every list.
        pub static ALL: &[&List] = &[$(&$name,)*];
    };
}

lists! {
    /// What an organisation is (`org_Type`).
    ORGANISATION_TYPE:
        "NGO" "NGO",
        "LawEnforcement" "Law Enforcement",
        "HealthServiceOrganisation" "Health Service Organisation",
        "CentralGovernmentOrganisation" "Central Government Organisation",
        "LocalGovernmentOrganisation" "Local Government Organisation",
        "ImmigrationService" "Immigration Service",
        "LegalService" "Legal Service",
        "CorporateBusiness" "Corporate Business",
        "SchoolOrCollege" "School or College";
    /// Gender.
    GENDER:
        "Feminine" "Feminine",
        "Masculine" "Masculine",
        "TransgenderFeminine" "Transgender Feminine",
        "TransgenderMasculine" "Transgender Masculine",
        "NonConforming" "Non-Conforming",
        "NonSpecifiedUnknown" "Not Specified/Unknown";
    /// Marital status.
    MARITAL_STATUS:
        "Single" "Single",
        "Married" "Married",
        "Widowed" "Widowed",
        "Divorced" "Divorced",
        "Separated" "Separated",
        "RegisteredPartnership" "Registered Partnership";
    /// Education, by the levels of ISCED.
    HIGHEST_LEVEL_OF_EDUCATION:
        "EarlyChildhoodEducation" "Early Childhood Education",
        "PrimaryEducation" "Primary Education",
        "LowerSecondaryEducation" "Lower Secondary Education",
        "UpperSecondaryEducation" "Upper Secondary Education",
        "PostSecondaryNonTertiaryEducation" "Post-secondary Non-tertiary Education",
        "ShortCycleTertiaryEducation" "Short-cycle Tertiary Education",
        "BachelorsOrEquivalentLevel" "Bachelor’s or Equivalent Level",
        "MastersOrEquivalentLevel" "Master’s or Equivalent Level",
        "DoctoralOrEquivalentLevel" "Doctoral or Equivalent Level";
    /// Formal status.
    TRAFFICKING_STATUS:
        "PossibleVictimOfTrafficking" "Possible victim of trafficking",
        "ActualVictimOfTrafficking" "Actual victim of trafficking",
        "NotAVictimOfTrafficking" "Not a victim of trafficking";
    /// Who decided the formal status.
    DECISION_MAKING_ORG:
        "Police" "Police",
        "NGO" "NGO",
        "CourtOrProsecution" "Court or prosecution",
        "NonPoliceGovernmentalOrganization" "Non-police governmental organization",
        "Other" "Other";
    /// Relation to the trafficker; the misspelling is the standard's.
    RELATIONSHIP_TO_TRAFFICKER:
        "Familial" "Familial",
        "Acquainted" "Acquainted",
        "Unaquainted" "Unaquainted";
    /// Websites and apps, of recruitment and of exploitation alike.
    WEBSITES_AND_APPS:
        "Facebook" "Facebook",
        "Instagram" "Instagram",
        "WhatsApp" "WhatsApp",
        "Telegram" "Telegram",
        "FacebookMessenger" "Facebook Messenger",
        "Viber" "Viber",
        "SnapChat" "SnapChat",
        "Line" "Line",
        "4Sale" "4Sale",
        "WeChat" "WeChat",
        "QQ" "QQ",
        "QZone" "QZone",
        "TikTok" "TikTok",
        "Twitter" "Twitter",
        "Other" "Other";
    /// How the person was recruited.
    METHOD_OF_RECRUITMENT:
        "AtAPlaceOfBusiness" "At a place of business",
        "AtAnEducationalInstitution" "At an educational institution",
        "AtWork" "At work",
        "ThroughOnlineSocialNetworks" "Through online social networks",
        "ThroughAnOnlineAdvertisement" "Through an online advertisement",
        "ThroughATelevisionAdvert" "Through a television advert",
        "ThroughANewspaperAdvert" "Through a newspaper advert",
        "ThroughFamilyOrFamilyEvents" "Through family or family events",
        "ThroughFriendsOrSocialEvents" "Through friends or social events",
        "Other" "Other";
    /// How the person was controlled.
    METHODS_OF_CONTROL:
        "PhysicalThreats" "Physical threats",
        "ThreatsLawEnforcement" "Threats of law enforcement",
        "ThreatensChildrenFamily" "Threatens children/family",
        "DebtBondage" "Debt bondage",
        "FalsePromises" "False promises",
        "PhysicalAbuse" "Physical abuse",
        "SexualAbuse" "Sexual abuse",
        "TakesEarnings" "Takes earnings",
        "RestrictsFinancialAccess" "Restricts financial access",
        "RestrictsMedicalCare" "Restricts medical care",
        "WithholdsNecessities" "Withholds necessities",
        "PsychologicalAbuse" "Psychological abuse",
        "PsychoactiveSubstance" "Psychoactive substance",
        "ExcessiveWorkingHours" "Excessive working hours",
        "WithholdsDocuments" "Withholds documents",
        "Other" "Other";
    /// What for.
    TYPE_OF_EXPLOITATION:
        "ForcedLabour" "Forced labour",
        "SexualExploitation" "Sexual exploitation",
        "ChildLabour" "Child labour",
        "ForcedMarriage" "Forced marriage",
        "Servitude" "Servitude",
        "ForcedMilitaryByNonStateActors" "Forced military (by non-state actors)",
        "OrganRemoval" "Organ removal",
        "ForcedBegging" "Forced begging",
        "ForcedAdoption" "Forced adoption",
        "Surrogacy" "Surrogacy",
        "Other" "Other";
    /// Sections of ISIC revision 4.
    FORCED_LABOUR_INDUSTRY:
        "A_AgricultureForestryAndFishing" "Agriculture, forestry and fishing",
        "B_MiningAndQuarrying" "Mining and quarrying",
        "C_Manufacturing" "Manufacturing",
        "D_ElectricityGasSteamAndAirConditioningSupply" "Electricity, gas, steam and air conditioning supply",
        "E_WaterSupplySewerageWasteManagement" "Water supply; sewerage, waste management and remediation",
        "F_Construction" "Construction",
        "G_WholesaleAndRetailTradeRepairOfMotorVehicles" "Wholesale and retail trade; repair of motor vehicles and motorcycles",
        "H_TransportationAndStorage" "Transportation and storage",
        "I_AccommodationAndFoodServiceActivities" "Accommodation and food service activities",
        "J_InformationAndCommunication" "Information and communication",
        "K_FinancialAndInsuranceActivities" "Financial and insurance activities",
        "L_RealEstateActivities" "Real estate activities",
        "M_ProfessionalScientificAndTechnicalActivities" "Professional, scientific and technical activities",
        "N_AdministrativeAndSupportServiceActivities" "Administrative and support service activities",
        "O_PublicAdministrationAndDefence" "Public administration and defence; compulsory social security",
        "P_Education" "Education",
        "Q_HumanHealthAndSocialWorkActivities" "Human health and social work activities",
        "R_ArtsEntertainmentAndRecreation" "Arts, entertainment and recreation",
        "S_OtherServiceActivities" "Other service activities",
        "T_ActivitiesOfHouseholdsAsEmployers" "Activities of households as employers; undifferentiated goods- and services- producing activities of households for own use",
        "U_ActivitiesOfExtraterritorialOrganizations" "Activities of extraterritorial organizations and bodies";
    /// Kinds of sexual exploitation.
    TYPE_OF_SEX_EXPLOITATION:
        "Prostitution" "Prostitution",
        "Pornography" "Pornography",
        "RemoteInteractiveServices" "Remote Interactive Services",
        "PrivateSexualServices" "Private Sexual Services";
    /// Vulnerabilities (deprecated in 2.0).
    VULNERABILITIES:
        "Addiction" "Addiction",
        "SocialGroup" "Social Group",
        "Discrimination" "Discrimination",
        "Poverty" "Poverty",
        "DisabilityAndPhysicalHealth" "Disability and physical health",
        "MentalHealth" "Mental health",
        "Migration" "Migration",
        "Homelessness" "Homelessness",
        "AbuseSocialMedia" "Abuse - social media",
        "AbusePhysical" "Abuse - physical",
        "Education" "Education",
        "WorkEnvironment" "Work environment";
    /// What a perpetrator did.
    ROLE_IN_PROCESS:
        "TravellingPartner" "Travelling Partner",
        "Transporter" "Transporter",
        "RecruiterOrIntermediary" "Recruiter Or Intermediary",
        "BrokerTravelAgent" "Broker Travel Agent",
        "TransferredIndividual" "Transferred Individual",
        "HarbouredIndividual" "Harboured Individual",
        "SoldIndividual" "Sold Individual",
        "BoughtIndividual" "Bought Individual",
        "ReceivedIndividual" "Received Individual",
        "ControlledIndividual" "Controlled Individual",
        "Smuggler" "Smuggler",
        "Abuser" "Abuser",
        "Kidnapper" "Kidnapper",
        "Exploiter" "Exploiter",
        "Other" "Other";
    /// Where the case file stands.
    CASE_STATUS:
        "Active" "Active",
        "FollowUp" "Follow Up",
        "Closed" "Closed",
        "ClosedReferred" "Closed Referred";
    /// Why a case was referred, in or out.
    REASON_FOR_REFERRAL:
        "AdditionalServicesRequired" "Additional Services Required",
        "MigrationOrChangeOfLocation" "Migration or Change of Location",
        "Other" "Other";
    /// What happened in a historic event.
    EVENT_TYPE:
        "Recruitment" "Recruitment",
        "Transit" "Transit",
        "Exploitation" "Exploitation";
    /// Kinds of support.
    SUPPORT_TYPE:
        "Education" "Education",
        "Financial" "Financial",
        "Health" "Health",
        "LabourExploitationRehabilitation" "Labour Exploitation Rehabilitation",
        "Legal" "Legal",
        "Livelihood" "Livelihood",
        "RightsBasedTraining" "Rights-based Training",
        "SexualExploitationRehabilitation" "Sexual Exploitation Rehabilitation",
        "SocialCare" "Social Care";    /// A checkbox, in the survey's codes.
    CHECKBOX:
        "TRUE" "Yes",
        "FALSE" "No";
}

/// Other ways to write the values of a list.
const ALSO: &[(&str, &str, &str)] = &[
    ("CHECKBOX", "1", "TRUE"),
    ("CHECKBOX", "0", "FALSE"),
    ("CHECKBOX", "Checked", "TRUE"),
    ("CHECKBOX", "Unchecked", "FALSE"),
];

/// The words of the longest label are fewer.
const LONGEST_LABEL: usize = 24;
/// A cell with more words than this is a text, not a choice.
const MOST_WORDS: usize = 400;

/// A text without blanks, punctuation and case: `Debt bondage`, `DebtBondage ` and `debt-bondage` are one.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

static BY_PLAIN: LazyLock<HashMap<&'static str, HashMap<String, &'static str>>> = LazyLock::new(|| {
    let index = |list: &List| {
        let codes = list.values.iter().flat_map(|(code, label)| [(plain(code), *code), (plain(label), *code)]);
        let also = ALSO.iter().filter(|(name, ..)| *name == list.name).map(|(_, text, code)| (plain(text), *code));
        codes.chain(also).collect()
    };
    ALL.iter().map(|list| (list.name, index(list))).collect()
});

impl List {
    /// The code that a code or label means.
    pub fn code(&self, text: &str) -> Option<&'static str> {
        let exact = self.values.iter().find(|(code, _)| *code == text).map(|(code, _)| *code);
        exact.or_else(|| BY_PLAIN[self.name].get(&plain(text)).copied())
    }

    /// The label of a code.
    pub fn label(&self, code: &str) -> Option<&'static str> {
        self.values.iter().find(|(c, _)| *c == code).map(|(_, label)| *label)
    }

    /// Where a code stands in the list.
    pub fn position(&self, code: &str) -> usize {
        self.values.iter().position(|(c, _)| *c == code).unwrap_or(self.values.len())
    }

    /// The codes that a cell ticks, in its order: codes or labels with blanks, commas, semicolons, bars or line ends
    /// between them.
    ///
    /// **Method** Labels hold all of those separators themselves, so the cell's words are cut into the runs that are in
    /// the list, longest runs first, such that no word is left over.
    ///
    /// **Errors** The first words that no choice begins with.
    pub fn codes<'a>(&self, text: &'a str) -> Result<Vec<&'static str>, &'a str> {
        if let Some(code) = self.code(text) {
            return Ok(vec![code]);
        }
        let separates = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|');
        let words: Vec<(&str, String)> =
            text.split(separates).map(|word| (word, plain(word))).filter(|(_, plain)| !plain.is_empty()).collect();
        if words.len() > MOST_WORDS {
            return Err(text);
        }
        // From the last word to the first: the run to take at each word so that all behind it can be cut as well.
        let mut cuts: Vec<Option<(&'static str, usize)>> = vec![None; words.len() + 1];
        let whole = |cuts: &[Option<_>], end: usize| end == words.len() || cuts[end].is_some();
        for start in (0..words.len()).rev() {
            let mut run = String::new();
            for end in start + 1..=words.len().min(start + LONGEST_LABEL) {
                run.push_str(&words[end - 1].1);
                if let Some(code) = BY_PLAIN[self.name].get(&run)
                    && whole(&cuts, end)
                {
                    cuts[start] = Some((code, end));
                }
            }
        }
        let (mut codes, mut at) = (Vec::new(), 0);
        while at < words.len() {
            match cuts[at] {
                Some((code, end)) => {
                    codes.push(code);
                    at = end;
                }
                None => return Err(self.first_outside(text, &words)),
            }
        }
        Ok(codes)
    }

    /// The part of a cell, up to its first comma, semicolon, bar or line end, that no choice begins with.
    fn first_outside<'a>(&self, text: &'a str, words: &[(&'a str, String)]) -> &'a str {
        let parts = || text.split([',', ';', '|', '\n']).map(str::trim).filter(|part| !part.is_empty());
        let outside = parts().find(|part| self.code(part).is_none()).unwrap_or(text);
        // Codes between blanks, as in a survey: the one that is wrong.
        let known = |word: &str| BY_PLAIN[self.name].contains_key(word);
        if parts().count() == 1 && words.iter().any(|(_, word)| known(word)) {
            return words.iter().find(|(_, word)| !known(word)).map_or(outside, |(word, _)| *word);
        }
        outside
    }

    /// Whether a text is so near a code or label in spelling that it must have been meant to be one, and so names
    /// nobody.
    pub fn is_near(&self, text: &str) -> bool {
        let text = plain(text);
        let near = |known: &String| edit_distance(&text, known) <= 1 + known.chars().count() / 6;
        (4..=60).contains(&text.chars().count()) && BY_PLAIN[self.name].keys().any(near)
    }

    /// The codes, for messages.
    pub fn expected(&self) -> String {
        let codes: Vec<&str> = self.values.iter().map(|(code, _)| *code).collect();
        format!("one of {}, or its label", codes.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_two_codes_of_a_list_are_written_alike() {
        for list in ALL {
            let mut seen: HashMap<String, &str> = HashMap::new();
            for (code, label) in list.values {
                for text in [code, label] {
                    let other = seen.insert(plain(text), code);
                    assert!(other.is_none_or(|o| o == *code), "{}: {code} and {other:?}", list.name);
                }
                assert!(label.split_whitespace().count() <= LONGEST_LABEL, "{label}");
            }
        }
    }

    #[test]
    fn no_two_choices_in_a_row_read_as_a_third() {
        for list in ALL {
            let texts = || list.values.iter().flat_map(|(code, label)| [*code, *label]);
            for first in texts() {
                for second in texts() {
                    let both: Vec<_> = [first, second].map(|t| list.code(t).unwrap()).into();
                    for separator in ["; ", ",", " ", "\n"] {
                        let cell = format!("{first}{separator}{second}");
                        assert_eq!(list.codes(&cell), Ok(both.clone()), "{cell}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_forms_known_slips_are_read() {
        assert_eq!(METHODS_OF_CONTROL.codes("DebtBondage "), Ok(vec!["DebtBondage"]));
        assert_eq!(
            METHODS_OF_CONTROL.codes("PhysicalThreats DebtBondage  Other"),
            Ok(vec!["PhysicalThreats", "DebtBondage", "Other"])
        );
        assert_eq!(CASE_STATUS.codes("Follow up"), Ok(vec!["FollowUp"]));
        assert_eq!(
            HIGHEST_LEVEL_OF_EDUCATION.code("Bachelor's or equivalent level"),
            Some("BachelorsOrEquivalentLevel")
        );
        let cell = "Water supply; sewerage, waste management and remediation; Mining and quarrying";
        assert_eq!(
            FORCED_LABOUR_INDUSTRY.codes(cell),
            Ok(vec!["E_WaterSupplySewerageWasteManagement", "B_MiningAndQuarrying"])
        );
    }

    #[test]
    fn what_is_outside_a_list_is_found_in_its_cell() {
        assert_eq!(METHODS_OF_CONTROL.codes("DebtBondage Debtbondge Other"), Err("Debtbondge"));
        assert_eq!(METHODS_OF_CONTROL.codes("Debt bondage; Maria Popescu"), Err("Maria Popescu"));
        assert!(METHODS_OF_CONTROL.is_near("Debtbondge"));
        assert!(!METHODS_OF_CONTROL.is_near("Maria Popescu"));
        assert!(!GENDER.is_near("Feodora"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,80}") {
            for list in ALL {
                let _ = list.codes(&text);
                list.is_near(&text);
            }
        }
    }
}
