//! The shop section on a phone without a network: 10,000 rows of goods on disk, nobody to ask.

use anyhow::ensure;
use petpro_client::PetPro;

use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::machine::Place;
use crate::bench::sample::Sample;
use crate::bench::{Size, catalogue, device};

const ROWS: usize = 10_000;
/// Products of one screen.
const SCREEN: u32 = 30;
/// Screens of one repeat.
const SCREENS: usize = 200;
/// 60 frames a second.
const FRAME_MS: f64 = 16.6;

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    report.note("opening the shop section over 10,000 rows, offline");
    let data = place.folder("shop")?.join("phone");
    let config = device::config(&data, "http://127.0.0.1:9", &catalogue::rows(ROWS))?;
    // What an app does while nobody looks: the index is whole before the section is opened.
    PetPro::open(config.clone())?.search("salmon")?;

    let [mut cold, mut sections, mut shelves, mut searches, mut products] =
        std::array::from_fn::<_, 5, _>(|_| Sample::default());
    for _ in 0..size.repeats {
        let petpro = PetPro::open(config.clone())?;
        cold.take(|| petpro.shelves())?;
        for n in 0..SCREENS {
            let section = sections.take(|| petpro.shelves())?.shelves;
            let shelf = section[n % section.len()].category.to_string();
            let grid = shelves.take(|| petpro.shelf(&shelf, 0, SCREEN))?;
            ensure!(grid.rows.len() == SCREEN as usize, "a full screen, not {} products", grid.rows.len());
            products.take(|| petpro.product(&grid.rows[n % grid.rows.len()].product.to_string()))?;
            let found = searches.take(|| petpro.search("small salm"))?.hits;
            ensure!(found.len() == 50, "as many as a search gives, not {}", found.len());
        }
    }
    let first = cold.at(1.0) * 1e3;
    report.figure(Figure::new("cart.shop_section_first", first, "ms", None, Bar::Max(FRAME_MS)));
    for (name, sample) in [
        ("cart.shop_section_p99", sections),
        ("cart.shop_shelf_of_30_p99", shelves),
        ("cart.shop_product_p99", products),
        ("cart.shop_search_p99", searches),
    ] {
        report.figure(Figure::new(name, sample.p99() * 1e3, "ms", None, Bar::Max(FRAME_MS)));
    }
    Ok(())
}
