//! `amount=1980&metadata[order_id]=…`: bodies and queries as the API takes them.

use std::collections::BTreeMap;

use super::refusal::Refusal;

/// A parsed body or query.
#[derive(Clone, Debug, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    pub fn parse(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).into_owned().collect())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn needed(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::invalid("parameter_missing", &format!("Missing required param: {name}.")))
    }

    /// An amount in minor units; the API has no others.
    pub fn amount(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let amount = text.parse().ok().filter(|amount| (1..=99_999_999).contains(amount));
        amount.map(Some).ok_or_else(|| Refusal::invalid("parameter_invalid_integer", &format!("Invalid {name}.")))
    }

    pub fn is(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    /// `metadata[a]=b` under `metadata`.
    pub fn map(&self, name: &str) -> BTreeMap<String, String> {
        let inner = |key: &str| Some(key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?.to_owned());
        self.0.iter().filter_map(|(key, value)| Some((inner(key)?, value.clone()))).collect()
    }

    /// Refuses what this call does not know: a misspelt parameter would go unnoticed otherwise.
    pub fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let base = |key: &str| key.split('[').next().unwrap_or_default().to_owned();
        match self.0.iter().find(|(key, _)| !known.contains(&base(key).as_str())) {
            Some((key, _)) => Err(Refusal::invalid("parameter_unknown", &format!("Received unknown parameter: {key}"))),
            None => Ok(()),
        }
    }

    /// The same request, however ordered.
    pub fn canonical(&self) -> String {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted.into_iter().map(|(key, value)| format!("{key}={value}\n")).collect()
    }
}
