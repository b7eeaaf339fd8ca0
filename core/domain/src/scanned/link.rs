//! GS1 Digital Link: a web address that names goods, on any host. Only its letters are read; it is never opened.

use super::gs1::Elements;
use crate::gtin::Gtin;

/// Fields that may follow the GTIN in the path, in this order; 22 is of no use here.
const QUALIFIERS: [&str; 3] = ["22", "10", "21"];

/// `https://any.host/any/stem/01/09520000000011/10/LOT?17=261231`. None for any other address, and for one that breaks
/// the rules: it may be meant for somebody else.
pub fn read(text: &str) -> Option<Elements> {
    let (scheme, rest) = text.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    let rest = rest.split('#').next()?;
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = address.split_once('/')?;
    if host.is_empty() || !rest.is_ascii() {
        return None;
    }
    let mut elements = Elements::default();
    in_path(path.trim_end_matches('/'), &mut elements)?;
    for pair in query.split(['&', ';']) {
        if let Some((key, value)) = pair.split_once('=') {
            elements.put(key, &unescaped(value)?).ok()?;
        }
    }
    Some(elements)
}

/// The last `01` with digits after it is the one: whatever stands before it is the host's own affair.
fn in_path(path: &str, elements: &mut Elements) -> Option<()> {
    let parts: Vec<&str> = path.split('/').collect();
    let at = parts.windows(2).rposition(|two| two[0] == "01" && is_number(two[1]))?;
    let digits = parts[at + 1];
    // Fourteen digits by the rules of today; the first version allowed the shorter ones as they are printed.
    let whole = match digits.len() {
        14 => Gtin::parse(digits).ok()?,
        8 | 12 | 13 => Gtin::parse(&format!("{digits:0>14}")).ok()?,
        _ => return None,
    };
    elements.gtin = Some(whole);
    let mut allowed = QUALIFIERS.iter();
    for pair in parts[at + 2..].chunks(2) {
        let &[ai, value] = pair else { return None };
        allowed.find(|qualifier| **qualifier == ai)?;
        elements.put(ai, &unescaped(value)?).ok()?;
    }
    Some(())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `%2F` is a slash; none where that is not ASCII.
fn unescaped(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let byte = match byte {
            b'%' => {
                let mut hex = || char::from(bytes.next()?).to_digit(16);
                (hex()? * 16 + hex()?) as u8
            }
            byte => byte,
        };
        if !byte.is_ascii() {
            return None;
        }
        out.push(char::from(byte));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::day::PrintedDay;
    use super::*;

    fn gtin(text: &str) -> Option<String> {
        read(text).and_then(|elements| elements.gtin).map(|gtin| gtin.printed().to_owned())
    }

    #[test]
    fn goods_are_named_on_any_host_and_below_any_path() {
        for text in [
            "https://id.gs1.org/01/09520000000011",
            "http://brand.example/01/09520000000011/",
            "HTTPS://user@brand.example:8443/some/stem/01/09520000000011?linkType=all#top",
            "https://brand.example/01/2024/01/09520000000011",
            "https://brand.example/01/9520000000011",
        ] {
            assert_eq!(gtin(text).as_deref(), Some("9520000000011"), "{text}");
        }
    }

    #[test]
    fn lot_serial_and_dates_come_with_it() {
        let link = read("https://b.example/01/09520000000011/10/A%2F1/21/S-9?17=261231;3103=001250&x=%C3%A9");
        assert_eq!(link, None, "not ASCII");
        let link = read("https://b.example/01/09520000000011/10/A%2F1/21/S-9?17=261231;3103=001250&x=y").unwrap();
        assert_eq!((link.lot.as_deref(), link.serial.as_deref()), (Some("A/1"), Some("S-9")));
        assert_eq!(link.expires, PrintedDay::parse("261231"));
        assert_eq!(link.weight_kg.unwrap().to_string(), "1.250");
    }

    #[test]
    fn an_address_that_breaks_a_rule_is_only_an_address() {
        for text in [
            "https://example.com",
            "https://example.com/",
            "https://example.com/products/01",
            "https:///01/09520000000011",
            "ftp://example.com/01/09520000000011",
            "//example.com/01/09520000000011",
            "https://example.com/01/09520000000012",
            "https://example.com/01/095200000000112",
            "https://example.com/01/09520000000011/pay",
            "https://example.com/01/09520000000011/pay/me",
            "https://example.com/01/09520000000011/21/S/10/L",
            "https://example.com/01/09520000000011/10/",
            "https://example.com/01/09520000000011/10/%",
            "https://example.com/01/09520000000011/10/%zz",
            "https://example.com/01/09520000000011?17=269999",
            "https://example.com/?01=09520000000011",
            "see https://example.com/01/０９５２００００００００１１",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), tail in "[0-9a-z/%?=&#é]{0,60}") {
            let _ = read(&text);
            let _ = read(&format!("https://{tail}"));
            let _ = read(&format!("https://a.example/01/09520000000011/{tail}"));
        }
    }
}
