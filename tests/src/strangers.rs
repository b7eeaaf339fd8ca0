//! What strangers hand to a scanner: any bytes, as a frame, a picture, a film, a text, a pass. Each of these comes back without a
//! panic, and what it gives keeps its promises.
//!
//! Written once for the seeded run of the tests and for the fuzzer in `tests/fuzz`.

use std::sync::LazyLock;
use std::time::Duration;

use petpro_client::pictures::{Caps, Film, Label, from_bytes};
use petpro_domain::Code;
use petpro_domain::gtin::Gtin;
use petpro_domain::ids::{BookingId, ClinicId, v7};
use petpro_domain::pass::{Appointment, KeyList, Keyring, ListedKey, PREFIX, Patient, Signer, Vaccination};
use petpro_domain::pet::Species;
use petpro_domain::scanned::{Carrier, Payload, Scanned, preview};
use petpro_domain::texts::day_of;
use petpro_scan::{Format, Frame, Job, Pipeline, Purpose, Rotation, Session};

/// One of the doors.
pub type Door = fn(&[u8]);

/// Every door by its name; `tests/fuzz/corpus` has a folder for each.
#[allow(dead_code, reason = "a fuzz target knows its own door")]
pub const DOORS: [(&str, Door); 5] =
    [("frame", frame), ("picture", picture), ("film", film), ("text", text), ("pass", pass)];

/// Caps that keep a run quick; what they do is the same.
const SMALL: Caps = Caps { bytes: 1 << 20, pixels: 1 << 18 };

/// Eight bytes say how the rest is looked at: width, height (little-endian, up to 320), row padding, rotation and job.
/// A still picture is looked at up to three times, so a film of two frames is the other half of the cases.
pub fn frame(bytes: &[u8]) {
    let Some((&[w0, w1, h0, h1, padding, rotation, job, missing], luma)) = bytes.split_first_chunk::<8>() else {
        return;
    };
    let side = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high])) % 321;
    let (width, height) = (side(w0, w1), side(h0, h1));
    let stride = (width as usize + usize::from(padding % 8)).saturating_sub(usize::from(missing % 4));
    let rotation = [Rotation::R0, Rotation::R90, Rotation::R180, Rotation::R270][usize::from(rotation % 4)];
    let purpose = [Purpose::Any, Purpose::Product, Purpose::Clinic][usize::from(job % 3)];
    let (film, most) = (job & 128 != 0, if job & 64 == 0 { 1 } else { 16 });
    let job = Job { max_codes: most, ..if film { Job::film(purpose) } else { Job::still(purpose) } };
    let frame = Frame { luma, width, height, stride, rotation, at_ms: 0 };
    let mut session = Session::new(Pipeline::new(Box::new(|| Duration::ZERO)), job);
    let seen = match film {
        true => vec![session.see(frame), session.see(Frame { at_ms: 40, ..frame })],
        false => vec![session.still(frame)],
    };
    for seen in seen {
        assert!(!seen.stats.panicked, "a decoder that panics is a bug, though a session survives it");
        for read in &seen.accepted {
            assert!(job.formats.contains(read.format), "{read:?} was not asked for");
            assert!(read.corners.iter().all(|corner| corner.x.is_finite() && corner.y.is_finite()), "{read:?}");
            match read.format {
                Format::Ean13 | Format::UpcA | Format::Ean8 => assert!(Gtin::parse(&read.text).is_ok(), "{read:?}"),
                Format::UpcE => assert!(Gtin::upc_e(&read.text).is_ok(), "{read:?}"),
                Format::Qr | Format::Code128 => text(read.text.as_bytes()),
            }
        }
    }
}

/// A file of any kind.
pub fn picture(bytes: &[u8]) {
    match from_bytes(bytes, SMALL) {
        Ok(picture) => {
            assert_eq!(picture.luma.len() as u64, u64::from(picture.width) * u64::from(picture.height));
            assert!(picture.luma.len() as u64 <= SMALL.pixels && picture.width > 0 && picture.height > 0);
        }
        Err(error) => assert!(
            matches!(error.code(), Code::ImageUnreadable | Code::ImageUnsupported | Code::ImageTooLarge),
            "{error}"
        ),
    }
}

/// A film of any kind.
pub fn film(bytes: &[u8]) {
    let Ok(mut film) = Film::open(bytes, SMALL) else { return };
    while let Ok(Some(frame)) = film.next_frame() {
        assert!(frame.is_whole());
    }
}

/// What a desk's keyring is asked: the bytes as a code's text, and the same after our own prefix. Only what a server
/// signed is believed, and of that there are these texts alone.
pub fn pass(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for text in [text.to_string(), [PREFIX, &text].concat()] {
        let believed = ISSUED.1.verify(&text, None).is_ok();
        assert_eq!(believed, ISSUED.0.contains(&text), "{text:?}");
    }
}

/// Everything that was ever signed with the key on the list.
static ISSUED: LazyLock<([String; 3], Keyring)> = LazyLock::new(|| {
    let [server, root, phone] = [1, 2, 3].map(|seed| Signer::from_seed(&[seed; 32]));
    let key = server.public();
    let listed =
        ListedKey { id: key.id().to_string(), key: key.to_string(), from_ms: 0, until_ms: 1, revoked_ms: None };
    let signed = root.key_list(&KeyList { keys: vec![listed], ..KeyList::default() });
    let ring = Keyring::open(&signed, root.public()).expect("the root signed it");
    let said = Appointment {
        booking: BookingId(v7(1, [1; 10])),
        clinic: ClinicId(v7(1, [2; 10])),
        version: 1,
        from_s: 1_795_273_200,
        minutes: 1_440,
        owner: "Hana".into(),
        pets: vec![Patient { species: Species::Dog, name: "Pochi".into() }],
        phone: Some(phone.public()),
    };
    let shown = phone.show(&server.appointment(&said), 1_795_309_200_000).expect("its own pass");
    let proof = Vaccination {
        id: v7(1, [3; 10]),
        clinic: said.clinic,
        clinic_name: "Sakura".into(),
        pet: "Pochi".into(),
        species: Species::Dog,
        chip: None,
        vaccine: "Rabies".into(),
        given: day_of(1_788_480_000_000, 0),
        due: None,
    };
    let paper = server.appointment(&Appointment { phone: None, ..said });
    ([shown, paper, server.vaccination(&proof)].map(|text| text.to_string()), ring)
});

/// Any text by any carrier: typed, printed, drawn as a label.
pub fn text(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let shown = preview(&text);
    assert!(!shown.chars().any(char::is_control), "{shown:?}");
    assert_eq!(preview(&shown), shown, "what is harmless stays as it is");
    for carrier in [Carrier::Typed, Carrier::Ean, Carrier::UpcE, Carrier::Code128, Carrier::Qr, Carrier::Gs1] {
        match Scanned::read(&text, carrier) {
            Ok(Scanned::Goods(gtin, label)) => {
                assert_eq!(Gtin::parse(gtin.as_str()), Ok(gtin));
                assert!(label.gtin.is_none_or(|named| named == gtin));
            }
            Ok(Scanned::Microchip(chip)) => {
                assert_eq!(Scanned::read(&chip.to_string(), Carrier::Code128), Ok(Scanned::Microchip(chip)));
            }
            Ok(Scanned::PetPro(payload)) => assert_eq!(Payload::parse(&payload.to_string()), Some(payload)),
            Ok(Scanned::Unrecognized(_)) => {}
            Err(broken) => assert!(!broken.code().name().is_empty()),
        }
    }
    // Drawing takes a thousand times longer than reading: now and then, and one kind of label.
    if text.len() < 200 && bytes.len() % 16 == 7 {
        let format = Format::ALL[usize::from(bytes[0]) % Format::ALL.len()];
        if let Ok(label) = Label::new(Some(format), &text) {
            assert!(label.svg().ends_with("</svg>\n"));
        }
    }
}
