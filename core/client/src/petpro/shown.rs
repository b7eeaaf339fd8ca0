//! Screens over what other calls find, for shells that bind nothing else.

use std::collections::BTreeMap;

use petpro_domain::Code;
use petpro_domain::ids::LineId;
use petpro_domain::link::Link;
use petpro_domain::pet::Fault;

use super::{PetPro, guard};
use crate::error::{Error, Result};
use crate::pictures::Label;
use crate::screens::cart::{Added, added};
use crate::screens::home::{self, Home};
use crate::screens::light::{self, Light};
use crate::screens::outbox::{self, Screen};
use crate::screens::pass::Drawn;
use crate::screens::pets;
use crate::screens::product::{self, Product};
use crate::screens::search::{self, Search};
use crate::screens::shop;
use crate::state::Outbox;
use crate::store::shop::{self as rows, Own};

impl PetPro {
    /// Where an address that was handed to the app leads. `not-found` where it is none of ours.
    pub fn follow(&self, address: &str) -> Result<Link> {
        let server = self.inner.config.server.trim_end_matches('/');
        Link::parse(address.trim(), server).ok_or_else(|| Error::new(Code::NotFound, "no address of this app"))
    }

    /// Where an owner begins; also before anything has arrived.
    pub fn home(&self) -> Result<Home> {
        guard(|| {
            let shelves = match self.shelves() {
                Ok(shelves) => Some(shelves.shelves),
                Err(error) if error.code() == Code::CatalogMissing => None,
                Err(error) => return Err(error),
            };
            Ok(home::screen(self.lang(), self.bookings()?, self.orders()?, self.pets()?, shelves))
        })
    }

    /// What a search found, see [`PetPro::search`].
    pub fn found(&self, text: &str) -> Result<Search> {
        Ok(search::screen(self.lang(), &self.search(text)?))
    }

    /// A product's page, see [`PetPro::product`].
    pub fn product_page(&self, id: &str) -> Result<Product> {
        Ok(product::screen(self.lang(), &self.product(id)?))
    }

    /// Adds, see [`PetPro::add`], and says what became of it.
    pub fn add_and_say(&self, variant: &str, n: u32) -> Result<Added> {
        let done = self.add(variant, n)?;
        Ok(added(self.lang(), &done, &self.cart()?))
    }

    /// The pass of a booking and its code, see [`PetPro::show_pass`].
    pub fn draw_pass(&self, booking: &str) -> Result<Drawn> {
        let shown = self.show_pass(booking)?;
        let label = Label::pass(&shown.text)?;
        Ok(Drawn { size: label.size().0, path: label.path(), shown })
    }

    /// What the form of a pet offers.
    pub fn pet_form(&self) -> pets::Form {
        pets::form(self.lang())
    }

    /// Notes a weight as a person wrote it: `4.2kg`, `4,2 kg`, `850 g`; see [`PetPro::weigh_pet`].
    pub fn weigh_pet_as_written(&self, which: &str, weight: &str, on: Option<&str>) -> Result<pets::Page> {
        let wrong = || Error::new(Code::Invalid, "not a weight").of_pet(vec![Fault::Grams]);
        self.weigh_pet(which, grams(weight).ok_or_else(wrong)?, on)
    }

    /// Everything that waits, was refused or was overtaken, by what it is about.
    pub fn changes(&self) -> Result<Screen> {
        let names = self.names_of_lines()?;
        let now_ms = self.inner.config.clock.wall_ms();
        let outbox = self.outbox()?;
        let mut screen = outbox::screen(self.lang(), &outbox, now_ms, |line| names.get(&line).cloned());
        let own = self.own_of(&outbox)?;
        shop::changes::name(self.lang(), &mut screen, &outbox, |id| own.iter().find(|own| own.id == id));
        Ok(screen)
    }

    /// What this person's shops sell, where something of it waits or came back.
    fn own_of(&self, outbox: &Outbox) -> Result<Vec<Own>> {
        let pending = outbox.pending.iter().any(|op| op.variant.is_some());
        if !pending && outbox.attention.iter().all(|op| op.variant.is_none()) {
            return Ok(Vec::new());
        }
        self.inner.files(|files| {
            files.account.readers.read(|conn| {
                let of = |id| rows::articles(conn, id);
                Ok(rows::shops(conn)?.into_iter().map(of).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
            })
        })
    }

    /// The indicator of syncing.
    pub fn light(&self) -> Result<Light> {
        let (outbox, session) = (self.outbox()?, self.session()?);
        Ok(light::light(
            self.lang(),
            &light::Source {
                outbox: &outbox,
                sign_in_needed: session.sign_in_needed,
                reached: self.inner.reached(),
                now_ms: self.inner.config.clock.wall_ms(),
            },
        ))
    }

    /// What the lines hold, also those saved for later.
    fn names_of_lines(&self) -> Result<BTreeMap<LineId, String>> {
        let cart = self.cart()?;
        let lines = cart.shops.into_iter().flat_map(|shop| shop.lines).map(|line| (line.line, line.name));
        Ok(lines.chain(cart.saved.into_iter().map(|line| (line.line, line.name))).collect())
    }
}

/// Kilograms with up to three decimals or whole grams, with their unit.
fn grams(written: &str) -> Option<u32> {
    let text = written.trim().to_lowercase().replace(',', ".");
    let Some(kilos) = text.strip_suffix("kg") else { return text.strip_suffix('g')?.trim().parse().ok() };
    let (whole, part) = kilos.trim().split_once('.').unwrap_or((kilos.trim(), ""));
    if part.len() > 3 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths: u32 = format!("{part:0<3}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(1_000)?.checked_add(thousandths)
}

#[cfg(test)]
mod tests {
    use super::grams;

    #[test]
    fn a_weight_is_read_as_people_write_it() {
        for (text, g) in [("4.2kg", 4_200), ("4,25 KG", 4_250), (" 850 g", 850), ("12kg", 12_000), ("0.9kg", 900)] {
            assert_eq!(grams(text), Some(g), "{text}");
        }
        for wrong in ["", "kg", "4.2", "4200", "-3kg", "1.2345kg", "4.xkg", "99999999kg", "heavy"] {
            assert_eq!(grams(wrong), None, "{wrong}");
        }
    }
}
