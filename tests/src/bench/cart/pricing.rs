//! 50 lines of 5 shops, from catalogue rows to the quote with its digest.

use std::hint::black_box;

use petpro_domain::catalog::{Tax, Variant};
use petpro_domain::ids::{self, VariantId};
use petpro_domain::pricing::{Inputs, Item, Terms, price};

use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::sample::{Sample, median};
use crate::bench::{Size, catalogue};

const LINES: usize = 50;
const SHOPS: usize = 5;
/// Quotes timed together: one is shorter than the clock is exact.
const BLOCK: usize = 100;

pub fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    report.note("pricing 50 lines of 5 shops");
    let goods: Vec<(VariantId, Variant)> = (0..LINES)
        .map(|n| (catalogue::variant(n), Variant { shop: catalogue::shop(n % SHOPS), ..catalogue::variant_row(n) }))
        .collect();
    let terms = Terms {
        shops: (0..SHOPS).map(|n| (catalogue::shop(n), catalogue::shop_row(n))).collect(),
        shipping: [("standard".to_owned(), catalogue::shipping())].into(),
        taxes: [("JP:standard".to_owned(), Tax { rate_bp: 1000 }), ("JP:reduced".to_owned(), Tax { rate_bp: 800 })]
            .into(),
    };
    let items: Vec<Item<'_>> =
        goods.iter().map(|(id, row)| Item { line: ids::line(*id, ""), variant: *id, qty: 2, row: Some(row) }).collect();
    let ship_to = "JP-13".parse().map_err(|_| anyhow::anyhow!("JP-13 is a region"))?;
    let basket = Inputs::of(ship_to, &items, &terms, &[]);
    anyhow::ensure!(basket.unpriced.is_empty() && basket.inputs.len() == 1, "all of the cart has a price");
    anyhow::ensure!(price(&basket.inputs[0])?.shops.len() == SHOPS, "five shops");

    let (mut whole, mut pure) = (vec![], vec![]);
    for _ in 0..size.repeats {
        whole.push(us_each(|| {
            let basket = Inputs::of(ship_to, black_box(&items), &terms, &[]);
            basket.inputs.iter().all(|inputs| price(inputs).is_ok())
        }));
        pure.push(us_each(|| price(black_box(&basket.inputs[0])).is_ok()));
    }
    report.figure(Figure::new("cart.pricing_50_lines_5_shops", median(&pure), "us", None, Bar::Max(50.0)));
    report.figure(Figure::new("cart.pricing_from_rows", median(&whole), "us", None, Bar::None));
    Ok(())
}

/// The median of many blocks, in microseconds each.
fn us_each(mut quote: impl FnMut() -> bool) -> f64 {
    let mut sample = Sample::default();
    for _ in 0..100 {
        sample.take(|| (0..BLOCK).all(|_| black_box(quote())));
    }
    sample.median() * 1e6 / BLOCK as f64
}
