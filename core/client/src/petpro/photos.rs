//! Photos of the household's pets: sent and taken away with a network, shown small without one.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use petpro_domain::Code;
use petpro_domain::ids::PetId;
use serde::{Deserialize, Serialize};

use super::{PetPro, guard, guard_async};
use crate::error::{Error, Result};
use crate::pictures::{self, Caps};
use crate::screens::pets::Page;
use crate::store::{Durability, photos};

impl PetPro {
    /// Keeps the photo of a file (PNG, JPEG, WebP), in the place of the one before; needs a network.
    /// Where it was taken, and with what, stays on this device.
    pub async fn set_pet_photo(&self, which: &str, file: &Path) -> Result<Page> {
        #[derive(Serialize)]
        struct Photo {
            photo: String,
        }
        #[derive(Deserialize)]
        struct Kept {}
        guard_async(async {
            let pet = self.own_pet(which)?;
            if self.kept_pets()?.iter().any(|kept| kept.id == pet && kept.waits) {
                self.sync().await?; // a pet of which the server has not heard has no photo there
            }
            let photo = Photo { photo: STANDARD.encode(pictures::photo(file, Caps::default())?) };
            let path = format!("/api/v1/users/me/pets/{pet}/photo");
            let put = async |token: String| self.inner.http.put::<Kept>(&path, &token, None, &photo).await;
            self.signed(put).await?;
            self.look().await;
            self.pet(&pet.to_string())
        })
        .await
    }

    /// Takes its photo away; needs a network.
    pub async fn remove_pet_photo(&self, which: &str) -> Result<Page> {
        guard_async(async {
            let pet = self.own_pet(which)?;
            self.delete(&format!("/api/v1/users/me/pets/{pet}/photo")).await?;
            self.look().await;
            self.pet(&pet.to_string())
        })
        .await
    }

    /// Its photo as a JPEG, small from this device's own copy; `not-found` where it has none here.
    pub fn pet_thumbnail(&self, which: &str) -> Result<Vec<u8>> {
        guard(|| {
            let pet = self.own_pet(which)?;
            let kept = self.inner.files(|files| files.account.readers.read(|conn| photos::small(conn, pet)))?;
            kept.map(|(_, small)| small).ok_or_else(|| Error::new(Code::NotFound, "no photo of it on this device"))
        })
    }

    /// Its photo as a JPEG, as large as it is kept; needs a network.
    pub async fn pet_photo(&self, which: &str) -> Result<Vec<u8>> {
        guard_async(async { self.photo_of(self.own_pet(which)?, false).await }).await
    }

    /// Makes the small copies what the rows say. Tried with every sync; one that fails waits for the next.
    pub(super) async fn fetch_photos(&self) -> Result<()> {
        let pets = self.kept_pets()?;
        let here = self.inner.files(|files| files.account.readers.read(photos::kept))?;
        let newest = |pet: PetId| pets.iter().find(|kept| kept.id == pet).and_then(|kept| kept.row.photo.as_ref());
        for (pet, _) in here.iter().filter(|(pet, _)| newest(*pet).is_none()) {
            self.write_photo(|tx| photos::forget(tx, *pet))?;
        }
        for kept in &pets {
            let Some(sha) = &kept.row.photo else { continue };
            if here.iter().any(|(pet, known)| (*pet, known) == (kept.id, sha)) {
                continue;
            }
            let small = self.photo_of(kept.id, true).await?;
            self.write_photo(|tx| photos::put(tx, kept.id, sha, &small))?;
        }
        Ok(())
    }

    async fn photo_of(&self, pet: PetId, small: bool) -> Result<Vec<u8>> {
        let path = format!("/api/v1/pets/{pet}/photo?small={small}");
        // Not by `signed`: a sync is sent between threads, and no asynchronous closure is.
        let token = self.access_token()?;
        match self.inner.http.picture(&path, &token).await {
            Err(fault) if fault.is_unauthenticated() => {
                let token = self.refreshed(&token).await?;
                Ok(self.inner.http.picture(&path, &token).await?)
            }
            other => Ok(other?),
        }
    }

    fn write_photo(&self, write: impl FnOnce(&rusqlite::Connection) -> Result<()>) -> Result<()> {
        self.inner.files(|files| files.account.writer.lock().write(Durability::Normal, |tx| write(tx)))
    }
}
