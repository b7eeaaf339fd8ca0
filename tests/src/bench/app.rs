//! A device for the app's bench: one shelf as long as wanted, and a cart as full as wanted.

use std::path::Path;

use petpro_client::PetPro;

use super::catalogue::{self, Published};
use super::device;

/// Makes the store; whatever sends or fetches finds nobody.
pub fn prepare(data: &Path, products: usize, lines: usize) -> anyhow::Result<()> {
    let config = device::config(data, "http://127.0.0.1:9", &one_shelf(products)?)?;
    let petpro = PetPro::open(config)?;
    for n in 0..lines {
        petpro.add(&catalogue::variant(2 * n).to_string(), 1)?;
    }
    Ok(())
}

/// The made catalogue with all goods on its first shelf.
fn one_shelf(products: usize) -> anyhow::Result<Vec<Published>> {
    let mut rows = catalogue::rows(catalogue::FIXED + 3 * products);
    let first = catalogue::category(0).to_string();
    for (_, _, body) in rows.iter_mut().filter(|(kind, ..)| *kind == "product") {
        let mut product: serde_json::Value = serde_json::from_str(body)?;
        product["category"] = first.clone().into();
        *body = product.to_string();
    }
    Ok(rows)
}
