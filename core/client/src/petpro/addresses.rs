//! Where parcels go: kept, changed and forgotten with or without a network.

use petpro_domain::Code;
use petpro_domain::ids::AddressId;
use petpro_domain::order::Address;
use petpro_domain::wire::{AddressPut, OpBody};

use super::basket::capital_of;
use super::{PetPro, Topic, guard, parse};
use crate::error::{Error, Result};
use crate::screens::address;
use crate::state::KeptAddress;
use crate::store::own;

impl PetPro {
    /// Every kept address, oldest first.
    pub fn addresses(&self) -> Result<Vec<KeptAddress>> {
        guard(|| {
            let all = self.inner.files(|files| files.account.readers.read(own::addresses))?;
            Ok(all.into_iter().map(|(id, address)| KeptAddress { id, address }).collect())
        })
    }

    /// What the form of an address asks for.
    pub fn address_form(&self) -> address::Form {
        address::form(self.lang(), capital_of(&self.inner.config.market))
    }

    /// Keeps another address; it can be ordered to at once. `address-invalid` names the
    /// fields that cannot be used.
    pub fn keep_address(&self, address: &Address) -> Result<KeptAddress> {
        guard(|| {
            let id = AddressId(self.inner.config.randomness.id(self.inner.config.clock.wall_ms()));
            self.put_address(id, address)
        })
    }

    /// Puts another one in its place; orders keep the copy they were placed with.
    pub fn change_address(&self, id: &str, address: &Address) -> Result<KeptAddress> {
        guard(|| {
            let id = self.kept(id)?;
            self.put_address(id, address)
        })
    }

    /// Forgets it.
    pub fn forget_address(&self, id: &str) -> Result<()> {
        guard(|| {
            let id = self.kept(id)?;
            self.write_address(AddressPut { address_id: id, address: None })
        })
    }

    fn kept(&self, id: &str) -> Result<AddressId> {
        let id: AddressId = parse(id, Code::NotFound)?;
        let known = self.addresses()?.iter().any(|kept| kept.id == id);
        known.then_some(id).ok_or_else(|| Error::new(Code::NotFound, "no address of this id is kept here"))
    }

    fn put_address(&self, id: AddressId, address: &Address) -> Result<KeptAddress> {
        if let Err(faults) = address.check() {
            return Err(Error::new(Code::AddressInvalid, "no carrier finds it").faults(faults));
        }
        let kept = KeptAddress { id, address: address.clone() };
        self.write_address(AddressPut { address_id: id, address: Some(kept.address.clone()) })?;
        Ok(kept)
    }

    /// Only of somebody who is signed in: a guest's file is never sent.
    fn write_address(&self, put: AddressPut) -> Result<()> {
        self.access_token()?;
        let draft = (OpBody::AddressPut(put), Vec::new());
        self.write_intent(&[Topic::Cart, Topic::Outbox], |_| Ok(draft)).map(drop)
    }
}
