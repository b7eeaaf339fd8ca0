//! The one list of problem codes: problem+json, op results, CLI, Swift, Kotlin and TypeScript.

use serde::{Deserialize, Serialize};

/// A stable code; on the wire in kebab-case. Its texts are the Fluent message of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    Invalid,
    /// A code of a newer server; shown with its own text where the reply carries one.
    #[serde(other)]
    Other,
}
