//! The floors against themselves: how far two runs of the very same work lie apart on this machine now.

use petpro_domain::wire::Row;

use crate::bench::Size;
use crate::bench::catalogue::{self, Published};
use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::floor::Raw;
use crate::bench::machine::Place;
use crate::bench::sample::{Sample, median};

type Work = fn(&mut Raw) -> rusqlite::Result<()>;

/// Two raw files take turns; value is the second, floor the first. The ratio is the noise.
pub fn noise(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    // Name, `synchronous`, transactions a repeat, the transaction.
    let kinds: [(&str, &str, usize, Work); 3] = [
        ("sync.noise_one_row_full", "FULL", 100, Raw::one_row),
        ("sync.noise_four_statements_normal", "NORMAL", 4_000, Raw::four_statements),
        ("sync.noise_200_rows_full", "FULL", 50, |raw| raw.batch(200)),
    ];
    for (name, synchronous, runs, work) in kinds {
        let dir = place.folder(name)?;
        let mut first = Raw::open(&dir.join("a.db"), synchronous)?;
        let mut second = Raw::open(&dir.join("b.db"), synchronous)?;
        report.note(&format!("{name}: {}", first.pragmas()?));
        let (mut rates, mut again) = (Vec::new(), Vec::new());
        for _ in 0..size.repeats {
            let (mut a, mut b) = (Sample::default(), Sample::default());
            for _ in 0..runs {
                a.take(|| work(&mut first))?;
                b.take(|| work(&mut second))?;
            }
            rates.push(a.rate());
            again.push(b.rate());
        }
        report.figure(Figure::new(name, median(&again), "tx/s", Some(median(&rates)), Bar::None));
    }
    bulk_noise(place, size, report)
}

fn bulk_noise(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    let pages = pages(&catalogue::rows(size.rows));
    let dir = place.folder("noise_bulk")?;
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for n in 0..size.repeats {
        first.push(bulk(&dir.join(format!("a{n}.db")), &pages)?);
        again.push(bulk(&dir.join(format!("b{n}.db")), &pages)?);
    }
    let name = "sync.noise_parse_and_insert";
    report.figure(Figure::new(name, median(&again), "s", Some(median(&first)), Bar::None));
    Ok(())
}

/// The catalogue as a feed sends it: JSON arrays of 1,000 rows.
pub fn pages(rows: &[Published]) -> Vec<Vec<u8>> {
    let rows: Vec<Row> = rows
        .iter()
        .zip(1..)
        .map(|((t, id, d), seq)| {
            let d = Some(serde_json::from_str(d).expect("the made body is JSON"));
            Row { t: (*t).to_owned(), id: id.clone(), seq, d, x: 0 }
        })
        .collect();
    rows.chunks(1_000).map(|page| serde_json::to_vec(page).expect("rows are JSON")).collect()
}

/// Seconds to parse the pages and insert their rows into a fresh file, page by page.
pub fn bulk(path: &std::path::Path, pages: &[Vec<u8>]) -> anyhow::Result<f64> {
    let mut raw = Raw::open(path, "NORMAL")?;
    let mut time = Sample::default();
    time.take(|| {
        for page in pages {
            let rows: Vec<Row> = serde_json::from_slice(page)?;
            raw.page(&rows)?;
        }
        anyhow::Ok(())
    })?;
    Ok(time.median())
}
