//! What nobody may get past a desk: every test shows a pass that is not what its signatures say.

use proptest::prelude::*;

use super::*;
use crate::ids::{BookingId, ClinicId, Uuid, v7};
use crate::pet::Species;
use crate::scanned::Microchip;
use crate::texts::Day;

/// 2026-11-22, 10:00 in Tokyo.
const NOW: i64 = 1_795_309_200_000;
const DAY_S: u32 = (NOW / 1_000) as u32 - 10 * 3_600;

fn server() -> Signer {
    Signer::from_seed(&[1; 32])
}

fn root() -> Signer {
    Signer::from_seed(&[2; 32])
}

fn phone() -> Signer {
    Signer::from_seed(&[3; 32])
}

fn listed(signer: &Signer) -> ListedKey {
    let key = signer.public();
    let (from_ms, until_ms) = (NOW - 1_000_000, NOW + 1_000_000);
    ListedKey { id: key.id().to_string(), key: key.to_string(), from_ms, until_ms, revoked_ms: None }
}

fn ring(list: KeyList) -> Keyring {
    Keyring::open(&root().key_list(&list), root().public()).unwrap()
}

fn keyring() -> Keyring {
    ring(KeyList { keys: vec![listed(&server())], ..KeyList::default() })
}

fn id(n: u8) -> Uuid {
    v7(NOW as u64, [n; 10])
}

fn appointment() -> Appointment {
    Appointment {
        booking: BookingId(id(1)),
        clinic: ClinicId(id(2)),
        version: 1,
        from_s: DAY_S,
        minutes: 1_440,
        owner: "花子".into(),
        pets: vec![Patient { species: Species::Dog, name: "ポチ".into() }],
        phone: Some(phone().public()),
    }
}

fn on_paper() -> PassText {
    server().appointment(&Appointment { phone: None, ..appointment() })
}

fn shown_at(ms: i64) -> PassText {
    phone().show(&server().appointment(&appointment()), ms).unwrap()
}

fn proof() -> PassText {
    server().vaccination(&vaccination())
}

fn day(iso: &str) -> Day {
    Day::parse(iso).unwrap()
}

fn vaccination() -> Vaccination {
    Vaccination {
        id: id(3),
        clinic: ClinicId(id(2)),
        clinic_name: "さくら動物病院".into(),
        pet: "ポチ".into(),
        species: Species::Dog,
        chip: Microchip::parse("392123456789012"),
        vaccine: "Nobivac Rabies".into(),
        given: day("2026-09-04"),
        due: Some(day("2027-09-04")),
    }
}

fn refused(text: &PassText) -> Option<Refused> {
    keyring().verify(text.as_str(), Some(NOW)).err()
}

/// covers: S0-127
#[test]
fn a_pass_that_its_phone_shows_now_says_who_comes() {
    let pass = keyring().pass(shown_at(NOW).as_str(), Some(NOW)).unwrap();
    assert_eq!((pass.said(), pass.freshness(), pass.taken_back()), (&appointment(), Freshness::Live, false));
    let paper = keyring().pass(on_paper().as_str(), Some(NOW)).unwrap();
    assert_eq!((paper.said().phone, paper.freshness()), (None, Freshness::Printed));
}

#[test]
fn a_proof_says_which_pet_got_what_and_until_when() {
    let read = keyring().proof(proof().as_str(), None).unwrap();
    assert_eq!(read.said(), &vaccination());
    for (on, covers) in [("2026-09-03", false), ("2026-09-04", true), ("2027-09-04", true), ("2027-09-05", false)] {
        assert_eq!(read.said().covers(day(on)), covers, "{on}");
    }
    let unchipped = Vaccination { chip: None, due: None, ..vaccination() };
    let text = server().vaccination(&unchipped);
    assert_eq!(keyring().proof(text.as_str(), None).unwrap().said(), &unchipped);
}

#[test]
fn a_screenshot_goes_stale_on_both_sides_of_ninety_seconds() {
    let shown = shown_at(NOW);
    for (away_s, freshness) in
        [(-91, Freshness::Stale), (-90, Freshness::Live), (90, Freshness::Live), (91, Freshness::Stale)]
    {
        let pass = keyring().pass(shown.as_str(), Some(NOW + away_s * 1_000)).unwrap();
        assert_eq!(pass.freshness(), freshness, "{away_s} s");
    }
}

#[test]
fn where_the_time_is_not_known_the_pass_is_genuine_and_its_freshness_not_checked() {
    let pass = keyring().pass(shown_at(NOW - 1_000_000_000).as_str(), None).unwrap();
    assert_eq!(pass.freshness(), Freshness::Unchecked);
}

#[test]
fn a_phone_shows_only_passes_that_name_its_key() {
    let other = Signer::from_seed(&[9; 32]);
    let pass = server().appointment(&appointment());
    assert_eq!(other.show(&pass, NOW), Err(Unsuitable::NotMine));
    for text in [on_paper(), proof(), shown_at(NOW), PassText::parse("PETPRO:1:PASS:BB8").unwrap()] {
        assert_eq!(phone().show(&text, NOW), Err(Unsuitable::NotMine));
    }
    assert_eq!(phone().show(&pass, -60_000), Err(Unsuitable::Time));
}

#[test]
fn what_another_phone_signed_is_forged() {
    let other = Signer::from_seed(&[9; 32]);
    let theirs = other.show(&server().appointment(&Appointment { phone: Some(other.public()), ..appointment() }), NOW);
    let (mut mine, theirs) = (shown_at(NOW).bytes(), theirs.unwrap().bytes());
    let at = mine.len() - 68;
    mine.truncate(at);
    mine.extend_from_slice(&theirs[at..]);
    assert_eq!(refused(&PassText::of(&mine)), Some(Refused::Forged));
}

#[test]
fn a_phones_layer_counts_for_its_own_pass_alone() {
    let later = server().appointment(&Appointment { version: 2, ..appointment() });
    let (first, second) = (shown_at(NOW).bytes(), phone().show(&later, NOW).unwrap().bytes());
    let at = first.len() - 68;
    assert_eq!(refused(&PassText::of(&[&second[..at], &first[at..]].concat())), Some(Refused::Forged));
}

#[test]
fn a_key_of_nobodys_list_and_one_that_lies_about_its_id_are_refused() {
    let stranger = Signer::from_seed(&[8; 32]);
    assert_eq!(
        refused(&stranger.appointment(&Appointment { phone: None, ..appointment() })),
        Some(Refused::UnknownKey)
    );
    let mut bytes = stranger.appointment(&Appointment { phone: None, ..appointment() }).bytes();
    bytes[1..5].copy_from_slice(&server().public().id().0);
    assert_eq!(refused(&PassText::of(&bytes)), Some(Refused::Forged));
}

#[test]
fn a_revoked_key_and_one_whose_time_is_over_are_told_apart() {
    let revoked = ListedKey { revoked_ms: Some(NOW), ..listed(&server()) };
    let ring = ring(KeyList { keys: vec![revoked], ..KeyList::default() });
    assert_eq!(ring.verify(on_paper().as_str(), None), Err(Refused::RevokedKey));
    for late in [-1_000_001, 1_000_000] {
        assert_eq!(keyring().verify(on_paper().as_str(), Some(NOW + late)), Err(Refused::RetiredKey));
    }
}

#[test]
fn what_was_taken_back_is_still_genuine_and_says_so() {
    let list = KeyList { keys: vec![listed(&server())], revoked: vec![id(3), id(1)], at_ms: NOW };
    let ring = ring(list);
    assert!(ring.pass(on_paper().as_str(), None).unwrap().taken_back());
    assert!(ring.proof(proof().as_str(), None).unwrap().taken_back());
}

#[test]
fn a_pass_is_no_proof_and_a_proof_no_pass() {
    assert_eq!(keyring().proof(on_paper().as_str(), None), Err(Refused::NotOurs));
    assert_eq!(keyring().pass(proof().as_str(), None), Err(Refused::NotOurs));
}

#[test]
fn other_codes_are_not_ours_and_other_versions_say_so() {
    for text in ["https://example.com", "petpro:1:product:01970000-0000-7000-8000-000000000001", "", "HC1:BB8"] {
        assert_eq!(keyring().verify(text, None), Err(Refused::NotOurs), "{text}");
    }
    let mut newer = on_paper().bytes();
    newer[0] = 0x21;
    assert_eq!(refused(&PassText::of(&newer)), Some(Refused::OtherVersion));
    newer[0] = 0x1f;
    assert_eq!(refused(&PassText::of(&newer)), Some(Refused::OtherVersion), "a kind of later");
}

#[test]
fn a_list_counts_only_with_the_roots_own_signature() {
    let list = KeyList { keys: vec![listed(&server())], ..KeyList::default() };
    let signed = root().key_list(&list);
    assert_eq!(Keyring::open(&server().key_list(&list), root().public()).err(), Some(ListRefused::Forged));
    let changed = SignedKeys { list: signed.list.replace("\"at_ms\":0", "\"at_ms\":1"), ..signed.clone() };
    assert_eq!(Keyring::open(&changed, root().public()).err(), Some(ListRefused::Forged));
    let empty = SignedKeys { sig: String::new(), ..signed };
    assert_eq!(Keyring::open(&empty, root().public()).err(), Some(ListRefused::Forged));
}

#[test]
fn keys_that_please_anybodys_signature_are_no_keys() {
    // The neutral point and a point of order eight.
    for bytes in ["AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "xxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5Ksega"] {
        assert!(bytes.replace(['+', '/'], "_").parse::<PublicKey>().is_err());
    }
    assert!(phone().public().to_string().parse::<PublicKey>().is_ok());
}

/// covers: S0-123
#[test]
fn a_clinics_code_is_sealed_for_that_clinic_alone() {
    let (clinic, other) = (ClinicId(id(2)), ClinicId(id(4)));
    let seal = server().seal(clinic);
    assert_eq!(keyring().clinic(clinic, &seal, Some(NOW)), Ok(()));
    assert_eq!(keyring().clinic(other, &seal, Some(NOW)), Err(Refused::Forged));
    assert_eq!(keyring().clinic(clinic, &Signer::from_seed(&[8; 32]).seal(clinic), None), Err(Refused::UnknownKey));
}

#[test]
fn a_signature_for_one_thing_is_none_for_another() {
    // What the root signs is no pass, even where a server used one key for both.
    let both = server();
    let list = both.key_list(&KeyList::default());
    let mut bytes = vec![0x13];
    bytes.extend(both.public().id().0);
    bytes.extend(list.list.as_bytes());
    bytes.extend(keys::signature(&list.sig).unwrap().to_bytes());
    assert_eq!(refused(&PassText::of(&bytes)), Some(Refused::Forged));
}

#[test]
fn every_bit_of_every_kind_matters() {
    for whole in [shown_at(NOW), on_paper(), proof()] {
        let ring = keyring();
        let bytes = whole.bytes();
        assert!(ring.verify(whole.as_str(), Some(NOW)).is_ok());
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(ring.verify(PassText::of(&flipped).as_str(), Some(NOW)).is_err(), "bit {bit}");
        }
        for length in 0..bytes.len() {
            assert!(ring.verify(PassText::of(&bytes[..length]).as_str(), Some(NOW)).is_err(), "{length} bytes");
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(ring.verify(PassText::of(&longer).as_str(), Some(NOW)).is_err());
    }
}

#[test]
fn the_pass_of_one_dog_is_225_bytes() {
    assert_eq!(shown_at(NOW).bytes().len(), 225);
    assert_eq!(shown_at(NOW).as_str().len(), 352);
}

fn names() -> impl Strategy<Value = Vec<Patient>> {
    let pet = (prop::sample::select(&Species::ALL[..]), "[ -~あ-ん]{0,12}")
        .prop_map(|(species, name)| Patient { species, name });
    prop::collection::vec(pet, 1..=PETS)
}

proptest! {
    #[test]
    fn whatever_a_server_says_is_read_as_it_was_said(
        pets in names(), owner in "[ -~가-힣]{0,40}", version: u16, from_s: u32, minutes: u16, paper: bool,
    ) {
        let phone = (!paper).then(|| phone().public());
        let said = Appointment { version, from_s, minutes, owner, pets, phone, ..appointment() };
        let text = server().appointment(&said);
        let text = if paper { text } else { self::phone().show(&text, NOW).unwrap() };
        let ring = ring(KeyList { keys: vec![listed(&server())], ..KeyList::default() });
        let read = ring.pass(text.as_str(), None).unwrap();
        let cut = |name: &str| name[..name.floor_char_boundary(NAME)].to_owned();
        let pets = said.pets.iter().map(|pet| Patient { name: cut(&pet.name), ..pet.clone() }).collect();
        prop_assert_eq!(read.said(), &Appointment { owner: cut(&said.owner), pets, ..said });
    }

    #[test]
    fn no_text_makes_it_panic_or_believe(text in any::<String>(), tail in "[0-9A-Z $%*+./:-]{0,400}") {
        prop_assert!(keyring().verify(&text, Some(NOW)).is_err());
        let ours = [PREFIX, &tail].concat();
        prop_assert!(keyring().verify(&ours, Some(NOW)).is_err());
    }
}
