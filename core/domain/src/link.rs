//! Addresses that open the app at a place: `petpro://order/<id>`, or the same path of the server's own address.
//!
//! Anybody can write such an address, so it names a place and nothing else: it does nothing, carries nothing, and what
//! the person may not see stays unseen there.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{BookingId, ClinicId, OrderId, PetId, ProductId};

/// Longer ones are nobody's.
const LONGEST: usize = 256;

/// A place of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "to", content = "id", rename_all = "kebab-case")]
pub enum Link {
    Home,
    Shop,
    Product(ProductId),
    Cart,
    Orders,
    Order(OrderId),
    Pets,
    Pet(PetId),
    Visits,
    Visit(BookingId),
    Clinic(ClinicId),
    Inbox,
    /// What was not sent yet, and what the server refused.
    Changes,
}

impl Link {
    /// Reads an address of the app's own scheme, or one below `server` (`https://petpro.example`, without a path).
    /// None where it is another one, or leads nowhere.
    pub fn parse(address: &str, server: &str) -> Option<Self> {
        if address.len() > LONGEST {
            return None;
        }
        let path = address.strip_prefix("petpro://").or_else(|| address.strip_prefix(server)?.strip_prefix('/'))?;
        let mut parts = path.strip_suffix('/').unwrap_or(path).split('/');
        let (place, id) = (parts.next()?, parts.next());
        if parts.next().is_some() {
            return None;
        }
        match (place, id) {
            ("", None) => Some(Self::Home),
            ("shop", None) => Some(Self::Shop),
            ("product", Some(id)) => read(id).map(Self::Product),
            ("cart", None) => Some(Self::Cart),
            ("orders", None) => Some(Self::Orders),
            ("order", Some(id)) => read(id).map(Self::Order),
            ("pets", None) => Some(Self::Pets),
            ("pet", Some(id)) => read(id).map(Self::Pet),
            ("visits", None) => Some(Self::Visits),
            ("visit", Some(id)) => read(id).map(Self::Visit),
            ("clinic", Some(id)) => read(id).map(Self::Clinic),
            ("inbox", None) => Some(Self::Inbox),
            ("changes", None) => Some(Self::Changes),
            _ => None,
        }
    }
}

/// As it is printed: an id that is written in another way is a mistake or a trick.
fn read<T: FromStr + fmt::Display>(id: &str) -> Option<T> {
    id.parse::<T>().ok().filter(|read| read.to_string() == id)
}

/// With the app's own scheme; [`Link::parse`] reads it back.
impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("petpro://")?;
        match self {
            Self::Home => Ok(()),
            Self::Shop => f.write_str("shop"),
            Self::Product(id) => write!(f, "product/{id}"),
            Self::Cart => f.write_str("cart"),
            Self::Orders => f.write_str("orders"),
            Self::Order(id) => write!(f, "order/{id}"),
            Self::Pets => f.write_str("pets"),
            Self::Pet(id) => write!(f, "pet/{id}"),
            Self::Visits => f.write_str("visits"),
            Self::Visit(id) => write!(f, "visit/{id}"),
            Self::Clinic(id) => write!(f, "clinic/{id}"),
            Self::Inbox => f.write_str("inbox"),
            Self::Changes => f.write_str("changes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SERVER: &str = "https://petpro.example";
    const ID: &str = "01970000-0000-7000-8000-000000000001";

    fn all() -> Vec<Link> {
        let id: uuid::Uuid = ID.parse().unwrap();
        vec![
            Link::Home,
            Link::Shop,
            Link::Product(id.into()),
            Link::Cart,
            Link::Orders,
            Link::Order(id.into()),
            Link::Pets,
            Link::Pet(id.into()),
            Link::Visits,
            Link::Visit(id.into()),
            Link::Clinic(id.into()),
            Link::Inbox,
            Link::Changes,
        ]
    }

    #[test]
    fn each_place_is_written_and_read_alike() {
        for link in all() {
            assert_eq!(Link::parse(&link.to_string(), SERVER), Some(link));
        }
    }

    #[test]
    fn the_servers_own_address_leads_to_the_same_place() {
        for link in all() {
            let path = link.to_string().replace("petpro://", "https://petpro.example/");
            assert_eq!(Link::parse(&path, SERVER), Some(link));
        }
    }

    #[test]
    fn what_is_not_exactly_ours_leads_nowhere() {
        for address in [
            "",
            "petpro:",
            "petpro:order/1",
            "petpro://order",
            "petpro://order/",
            "petpro://order/7",
            "petpro://order/01970000000070008000000000000001",
            "petpro://order/01970000-0000-7000-8000-000000000001/pay",
            "petpro://order/../cart",
            "petpro://cart?add=1",
            "petpro://cart#x",
            "petpro:///cart",
            "petpro://Cart",
            "PETPRO://cart",
            "https://petpro.example",
            "https://petpro.example.evil/cart",
            "https://petpro.example:444/cart",
            "https://evil/https://petpro.example/cart",
            "http://petpro.example/cart",
            "javascript:alert(1)",
        ] {
            assert_eq!(Link::parse(address, SERVER), None, "{address}");
        }
        assert_eq!(Link::parse(&format!("petpro://{}", "a".repeat(10_000)), SERVER), None);
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_written_as_it_was(tail in "[a-z/0-9-]{0,50}") {
            let address = format!("petpro://{tail}");
            if let Some(link) = Link::parse(&address, SERVER) {
                let written = link.to_string();
                let slashed = format!("{written}/");
                prop_assert!(address == written || address == slashed);
            }
        }
    }
}
