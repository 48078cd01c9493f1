//! How many are hidden: multiple systems estimation from the overlaps of lists.
//!
//! Persons on no list are in no count; what the overlaps say about them rests on a model of how lists depend on each other.
//!
//! * The counts: [`histories`]; with covariates: [`covariates`]; with links that may be wrong: [`linkage`].
//! * One log-linear model: [`design`], whether it has an estimate ([`existence`]), what that is ([`fit`]).
//! * The choice of one: [`stepwise`], [`search`]; its doubt: [`bootstrap`]. All of them: [`models`], [`averaging`].
//! * Other routes: [`chao`] (persons differ), [`decomposable`] and [`latent_class`] and [`threshold`] (Bayesian), and whether
//!   their chains may be believed ([`diagnostics`]).
//! * What to make of it: [`answer`], [`sensitivity`], [`validation`].

pub mod answer;
pub mod averaging;
pub mod bootstrap;
pub mod chao;
pub mod chordal;
pub mod covariates;
pub mod decomposable;
pub mod design;
pub mod diagnostics;
pub mod existence;
pub mod fit;
pub mod histories;
pub mod latent_class;
pub mod linkage;
pub mod models;
pub mod search;
pub mod sensitivity;
pub mod stepwise;
pub mod threshold;
pub mod validation;
