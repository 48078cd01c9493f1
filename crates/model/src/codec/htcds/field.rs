//! The standard's 84 fields: what each may hold, and which of them never enter a table.
//!
//! What a field says in our vocabulary is in [`super::case`].

use super::list::{self, List};
use Content::{Birthdate, Citizenship, Country, Day, Language, Listed, ListedOrText, Number, Subdivision, Withheld};
use Why::{Address, Contact, Identity, Name, Narrative, Organisation, Staff};

/// Why a value does not enter a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// It is a name or part of one.
    Name,
    /// It is an identity number.
    Identity,
    /// It is a date of birth.
    Born,
    /// It is a phone number or a mail address.
    Contact,
    /// It is an address, a locality or coordinates.
    Address,
    /// It is a narrative.
    Narrative,
    /// It names an organisation or a place such as a shelter.
    Organisation,
    /// It names a person who works on the case.
    Staff,
    /// The field should hold a code, and this is a text of another kind.
    NoCode,
    /// The survey tool wrote it about the form, not about the case.
    Form,
    /// The column is none of the standard's.
    Unknown,
}

impl Why {
    /// The reason for people.
    pub fn text(self) -> &'static str {
        match self {
            Why::Name => "a name or part of one",
            Why::Identity => "an identity number",
            Why::Born => "a date of birth; only the age at the incoming referral is derived, in completed years",
            Why::Contact => "a phone number or mail address",
            Why::Address => "an address, a locality or coordinates",
            Why::Narrative => "a narrative",
            Why::Organisation => "names an organisation or a place such as a shelter",
            Why::Staff => "names a person who works on the case",
            Why::NoCode => "a text where a code is expected; it may say more",
            Why::Form => "about the filling in of the form, not about the case",
            Why::Unknown => "no column of the standard; it may name a person",
        }
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Codes of a list; anything else is an error.
    Listed(&'static List),
    /// A code of a list; anything else is withheld, because the survey has a free text there.
    ListedOrText(&'static List),
    /// Countries; anything else is an error.
    Citizenship,
    /// A country; anything else is withheld, because the standard has a free text there.
    Country,
    /// A subdivision of the country beside it; anything else is withheld.
    Subdivision,
    /// A language by its three letters of ISO 639-2; anything else is withheld.
    Language,
    /// A date.
    Day,
    /// The date of birth: withheld, but an age is derived from it.
    Birthdate,
    /// A whole number up to this one.
    Number(u8),
    /// What never enters a table.
    Withheld(Why),
}

macro_rules! fields {
    ($($field:ident $name:literal $cardinality:ident $content:expr;)*) => {
        /// A field of the standard, in its order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field { $(#[doc = concat!("`", $name, "`")] $field,)* }

        impl Field {
            /// Every field, in the order of the standard.
            pub const ALL: &'static [Field] = &[$(Field::$field,)*];

            /// The identifier in the standard: prefix and name.
            pub fn name(self) -> &'static str {
                match self { $(Field::$field => $name,)* }
            }

            /// What it holds.
            pub fn content(self) -> Content {
                match self { $(Field::$field => $content,)* }
            }

            /// Whether the standard lets it hold several values.
            pub fn holds_many(self) -> bool {
                match self { $(Field::$field => fields!(@$cardinality),)* }
            }
        }
    };
    (@many) => { true };
    (@one) => { false };
}

fields! {
    OrgName "org_Name" one Withheld(Organisation);
    OrgShippingCity "org_ShippingCity" one Withheld(Address);
    OrgShippingCountry "org_ShippingCountry" one Country;
    OrgShippingState "org_ShippingState" one Withheld(Address);
    OrgShippingStreet "org_ShippingStreet" one Withheld(Address);
    OrgShippingPostalCode "org_ShippingPostalCode" one Withheld(Address);
    OrgShippingLongitude "org_ShippingLongitude" one Withheld(Address);
    OrgShippingLatitude "org_ShippingLatitude" one Withheld(Address);
    OrgPhone "org_Phone" one Withheld(Contact);
    OrgType "org_Type" one Listed(&list::ORGANISATION_TYPE);
    PrsSalutation "prs_Salutation" one Withheld(Name);
    PrsFirstName "prs_FirstName" one Withheld(Name);
    PrsMiddleName "prs_MiddleName" one Withheld(Name);
    PrsSecondName "prs_SecondName" one Withheld(Name);
    PrsBirthdate "prs_Birthdate" one Birthdate;
    PrsGender "prs_Gender" one Listed(&list::GENDER);
    PrsDeceased "prs_Deceased" one Listed(&list::CHECKBOX);
    PrsMaritalStatus "prs_MaritalStatus" one Listed(&list::MARITAL_STATUS);
    PrsNumberOfChildren "prs_NumberOfChildren" one Number(99);
    PrsPrimaryLanguage "prs_PrimaryLanguage" one Language;
    PrsSecondaryLanguage "prs_SecondaryLanguage" one Language;
    PrsHighestLevelOfEducation "prs_HighestLevelOfEducation" one Listed(&list::HIGHEST_LEVEL_OF_EDUCATION);
    PrsCitizenship "prs_Citizenship" many Citizenship;
    PrsIdentityNumber "prs_IdentityNumber" one Withheld(Identity);
    PrsTitle "prs_Title" one Withheld(Name);
    PrsEmail "prs_Email" one Withheld(Contact);
    PrsHomePhone "prs_HomePhone" one Withheld(Contact);
    PrsMobilePhone "prs_MobilePhone" one Withheld(Contact);
    PrsMailingCity "prs_MailingCity" one Withheld(Address);
    PrsMailingCountry "prs_MailingCountry" one Country;
    PrsMailingState "prs_MailingState" one Withheld(Address);
    PrsMailingStreet "prs_MailingStreet" one Withheld(Address);
    PrsMailingPostalCode "prs_MailingPostalCode" one Withheld(Address);
    PrsMailingLongitude "prs_MailingLongitude" one Withheld(Address);
    PrsMailingLatitude "prs_MailingLatitude" one Withheld(Address);
    VicAgreementToManagePersonalData "vic_AgreementToManagePersonalData" one Listed(&list::CHECKBOX);
    VicTraffickingStatus "vic_TraffickingStatus" one Listed(&list::TRAFFICKING_STATUS);
    VicTraffickingStatusDecisionMakingOrg "vic_TraffickingStatusDecisionMakingOrg" one Listed(&list::DECISION_MAKING_ORG);
    VicRelationshipToTrafficker "vic_RelationshipToTrafficker" one Listed(&list::RELATIONSHIP_TO_TRAFFICKER);
    VicAgeWhenTrafficked "vic_AgeWhenTrafficked" one Number(150);
    VicRecruitmentWebsitesAndApps "vic_RecruitmentWebsitesAndApps" many Listed(&list::WEBSITES_AND_APPS);
    VicMethodOfRecruitment "vic_MethodOfRecruitment" many Listed(&list::METHOD_OF_RECRUITMENT);
    VicLocationOfRecruitment "vic_LocationOfRecruitment" one Withheld(Organisation);
    VicMethodsOfControl "vic_MethodsOfControl" many Listed(&list::METHODS_OF_CONTROL);
    VicTypeOfExploitation "vic_TypeOfExploitation" many Listed(&list::TYPE_OF_EXPLOITATION);
    VicForcedLabourIndustry "vic_ForcedLabourIndustry" one Listed(&list::FORCED_LABOUR_INDUSTRY);
    VicTypeOfSexExploitation "vic_TypeOfSexExploitation" many Listed(&list::TYPE_OF_SEX_EXPLOITATION);
    VicLocationOfExploitation "vic_LocationOfExploitation" one Withheld(Organisation);
    VicExploitationWebsitesAndApps "vic_ExploitationWebsitesAndApps" many Listed(&list::WEBSITES_AND_APPS);
    VicVulnerabilities "vic_Vulnerabilities" many Listed(&list::VULNERABILITIES);
    VicDetailsOfVulnerabilities "vic_DetailsOfVulnerabilities" one Withheld(Narrative);
    PerRoleInProcess "per_RoleInProcess" many Listed(&list::ROLE_IN_PROCESS);
    PerRoleDetails "per_RoleDetails" one Withheld(Narrative);
    PerOrganisation "per_Organisation" one Withheld(Organisation);
    CasStatus "cas_Status" one Listed(&list::CASE_STATUS);
    CasReasonForCaseClosure "cas_ReasonForCaseClosure" one Withheld(Narrative);
    CasCaseOwner "cas_CaseOwner" one Withheld(Staff);
    CasReferringOrganisation "cas_ReferringOrganisation" one Withheld(Organisation);
    CasIncomingReferralDate "cas_IncomingReferralDate" one Day;
    CasReferringPrimaryCaseWorker "cas_ReferringPrimaryCaseWorker" one Withheld(Staff);
    CasReasonForIncomingReferral "cas_ReasonForIncomingReferral" one ListedOrText(&list::REASON_FOR_REFERRAL);
    CasIncomingReferralDetails "cas_IncomingReferralDetails" one Withheld(Narrative);
    CasReferredOrganisation "cas_ReferredOrganisation" one Withheld(Organisation);
    CasReferredPrimaryCaseWorker "cas_ReferredPrimaryCaseWorker" one Withheld(Staff);
    CasReasonForOutgoingReferral "cas_ReasonForOutgoingReferral" one ListedOrText(&list::REASON_FOR_REFERRAL);
    CasOutgoingReferralDate "cas_OutgoingReferralDate" one Day;
    CasOutgoingReferralDetails "cas_OutgoingReferralDetails" one Withheld(Narrative);
    CcoCaseComment "cco_CaseComment" one Withheld(Narrative);
    HteLongitude "hte_Longitude" one Withheld(Address);
    HteLatitude "hte_Latitude" one Withheld(Address);
    HteCity "hte_City" one Withheld(Address);
    HteCountry "hte_Country" one Country;
    HteState "hte_State" one Subdivision;
    HteStreet "hte_Street" one Withheld(Address);
    HtePostalCode "hte_PostalCode" one Withheld(Address);
    HteDate "hte_Date" one Day;
    HteType "hte_Type" one Listed(&list::EVENT_TYPE);
    HteDescription "hte_Description" one Withheld(Narrative);
    SplObjectives "spl_Objectives" one Withheld(Narrative);
    SplActionPlan "spl_ActionPlan" one Withheld(Narrative);
    SplPlannedEndDate "spl_PlannedEndDate" one Day;
    SplActualEndDate "spl_ActualEndDate" one Day;
    SplType "spl_Type" one Listed(&list::SUPPORT_TYPE);
    ConConsent "con_Consent" one Listed(&list::CHECKBOX);
}

/// Names in the survey form and the Excel workbook that differ from the standard's in more than blanks and case.
const ALSO: &[(&str, Field)] =
    &[("vic_TraffickinStatusDecisionMakingOrg", Field::VicTraffickingStatusDecisionMakingOrg)];

/// Names that only the survey form has.
pub const SURVEY_NAMES: &[(Field, &str)] = &[
    (Field::PrsFirstName, "prs_First_Name"),
    (Field::PrsSecondName, "prs_Second_Name"),
    (Field::VicMethodsOfControl, "vic_Methods_of_Control"),
];

/// The fields of the survey form, in its order.
pub const SURVEY: &[Field] = &[
    Field::ConConsent,
    Field::PrsSalutation,
    Field::PrsFirstName,
    Field::PrsSecondName,
    Field::PrsBirthdate,
    Field::PrsGender,
    Field::PrsCitizenship,
    Field::PrsTitle,
    Field::PrsEmail,
    Field::PrsHomePhone,
    Field::PrsMobilePhone,
    Field::PrsMailingCity,
    Field::PrsMailingCountry,
    Field::PrsMailingState,
    Field::PrsMailingStreet,
    Field::PrsMailingPostalCode,
    Field::VicMethodOfRecruitment,
    Field::VicLocationOfRecruitment,
    Field::VicTraffickingStatus,
    Field::VicTraffickingStatusDecisionMakingOrg,
    Field::VicMethodsOfControl,
    Field::VicTypeOfExploitation,
    Field::VicForcedLabourIndustry,
    Field::VicTypeOfSexExploitation,
    Field::VicLocationOfExploitation,
    Field::CasStatus,
    Field::CasReferringOrganisation,
    Field::CasIncomingReferralDate,
    Field::CasReferringPrimaryCaseWorker,
    Field::CasReasonForIncomingReferral,
    Field::CasIncomingReferralDetails,
];

/// The fields of the Excel workbook, in its order.
pub const EXCEL: &[Field] = &[
    Field::CasCaseOwner,
    Field::PrsSalutation,
    Field::PrsFirstName,
    Field::PrsSecondName,
    Field::ConConsent,
    Field::PrsBirthdate,
    Field::PrsGender,
    Field::PrsCitizenship,
    Field::PrsTitle,
    Field::PrsEmail,
    Field::PrsHomePhone,
    Field::PrsMobilePhone,
    Field::PrsMailingCity,
    Field::PrsMailingCountry,
    Field::PrsMailingState,
    Field::PrsMailingStreet,
    Field::PrsMailingPostalCode,
    Field::VicTraffickingStatus,
    Field::VicTraffickingStatusDecisionMakingOrg,
    Field::VicMethodOfRecruitment,
    Field::VicLocationOfRecruitment,
    Field::VicMethodsOfControl,
    Field::VicTypeOfExploitation,
    Field::VicForcedLabourIndustry,
    Field::VicTypeOfSexExploitation,
    Field::VicLocationOfExploitation,
    Field::CasStatus,
    Field::CasReferringOrganisation,
    Field::CasIncomingReferralDate,
    Field::CasReferringPrimaryCaseWorker,
    Field::CasReasonForIncomingReferral,
    Field::CasIncomingReferralDetails,
    Field::CasReferredOrganisation,
    Field::CasReferredPrimaryCaseWorker,
    Field::CasReasonForOutgoingReferral,
    Field::CasOutgoingReferralDate,
    Field::CasOutgoingReferralDetails,
    Field::CasReasonForCaseClosure,
];

impl Field {
    /// The field that a column's name means: the standard's, the survey's or the workbook's, any case, with or without
    /// blanks and underscores, and with Salesforce's `__c` behind it.
    pub fn from_name(name: &str) -> Option<Field> {
        let name = name.trim();
        let name = name.strip_suffix("__c").or_else(|| name.strip_suffix("__C")).unwrap_or(name);
        let known = list::plain(name);
        let same = |other: &str| list::plain(other) == known;
        // A prefix is always there, so that `Status` alone is none.
        let standard = Field::ALL.iter().find(|field| same(field.name())).copied();
        standard.or_else(|| ALSO.iter().find(|(other, _)| same(other)).map(|(_, field)| *field))
    }

    /// The list its codes come from.
    pub fn list(self) -> Option<&'static List> {
        match self.content() {
            Listed(list) | ListedOrText(list) => Some(list),
            _ => None,
        }
    }

    /// Why it never enters a table.
    pub fn withheld(self) -> Option<Why> {
        match self.content() {
            Withheld(why) => Some(why),
            Birthdate => Some(Why::Born),
            _ => None,
        }
    }

    /// Whether several values are read: the survey lets several industries be chosen where the standard has one.
    pub fn reads_many(self) -> bool {
        self.holds_many() || self == Field::VicForcedLabourIndustry
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_field_is_found_by_its_names() {
        assert_eq!(Field::ALL.len(), 84);
        let mut names = HashSet::new();
        for field in Field::ALL {
            assert!(names.insert(list::plain(field.name())));
            let name = field.name();
            for text in [name.to_owned(), name.to_uppercase(), format!(" {name}__c "), name.replace('_', " ")] {
                assert_eq!(Field::from_name(&text), Some(*field), "{text}");
            }
        }
        for (field, name) in SURVEY_NAMES {
            assert_eq!(Field::from_name(name), Some(*field));
        }
        for other in ["Status", "_id", "", "prs_", "start", "vic_MethodsOfControlNotes"] {
            assert_eq!(Field::from_name(other), None, "{other}");
        }
    }

    #[test]
    fn the_forms_have_the_number_of_fields_that_they_have() {
        // The survey has 34 rows, of which start, end and __version__ are no fields; the workbook 40 columns, two of
        // them empty.
        assert_eq!(SURVEY.iter().collect::<HashSet<_>>().len(), 31);
        assert_eq!(EXCEL.iter().collect::<HashSet<_>>().len(), 38);
    }
}
