//! TypeScript of the table: every type that a command takes or gives, and the map of commands.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

use crate::{Look, Refused, Topic, table};

/// The whole of `web/src/lib/wire.ts`.
pub fn typescript() -> String {
    let mut types = Types::new();
    let commands = table::describe(&mut types);
    types.add::<Refused>();
    types.add::<Look>();
    types.add::<Topic>();
    let mut out = String::from("// Made from the command table by `cargo xtask app types`. Do not edit.\n\n");
    for declared in types.declared.values() {
        out.push_str(&format!("export {declared}\n"));
    }
    out.push_str("\n/** What each command takes and gives. */\nexport interface Commands {\n");
    for command in commands {
        out.push_str(&format!("  {command}\n"));
    }
    out.push_str("}\n");
    out
}

/// Types by the names they have in TypeScript.
pub(crate) struct Types {
    config: Config,
    declared: BTreeMap<String, String>,
}

impl Types {
    fn new() -> Self {
        // Everything that is 64 bits wide here (ms since 1970, minor units, chips of 15 digits) stays below 2^53.
        Self { config: Config::default().with_large_int("number"), declared: BTreeMap::new() }
    }

    /// Its name, after it and everything below it is declared. Two types of one name would hide each other.
    pub fn add<T: TS + 'static + ?Sized>(&mut self) -> String {
        if T::output_path().is_some() {
            let (ident, declaration) = (T::ident(&self.config), T::decl(&self.config));
            match self.declared.get(&ident) {
                Some(known) if *known == declaration => return T::name(&self.config),
                Some(_) => panic!("two types are called {ident} in TypeScript: rename one with ts(rename)"),
                None => drop(self.declared.insert(ident, declaration)),
            }
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
        T::name(&self.config)
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_types_are_those_of_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/src/lib/wire.ts");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == typescript(), "web/src/lib/wire.ts is stale: cargo xtask app types");
    }

    #[test]
    fn nothing_on_the_wire_is_a_bigint() {
        assert!(!typescript().contains("bigint"));
    }
}
