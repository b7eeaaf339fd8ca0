//! Act 6: a clinic whose Wi-Fi is gone, two tablets, one pass.

use anyhow::{Context, Result};
use serde_json::Value;

use super::phone::Phone;
use super::{HANA, KUDO, Stage};

/// A seeded clinic that never closes.
const CLINIC: &str = "Sapporo Night Vets";

/// Who plays, and what the act is about.
struct Scene {
    owner: Phone,
    admin: Phone,
    front: Phone,
    back: Phone,
    clinic: String,
    booking: String,
    /// The day of the visit, at the clinic.
    day: String,
}

pub fn play(stage: &mut Stage) -> Result<(u32, f64)> {
    stage.story.act("Act 6: a clinic without Wi-Fi");
    let phones = [stage.phone("owner")?, stage.phone("vet")?, stage.phone("front")?, stage.phone("back")?];
    let [owner, admin, front, back] = phones;
    let (clinic, booking, day) = Default::default();
    let mut scene = Scene { owner, admin, front, back, clinic, booking, day };
    booked(stage, &mut scene)?;
    enrolled(stage, &mut scene)?;
    let pass = shown(stage, &mut scene)?;
    forged(stage, &mut scene, &pass)?;
    checked_in(stage, &mut scene, &pass)?;
    synced(stage, &mut scene)?;
    undone(stage, &mut scene)?;
    taken_back(stage, &mut scene)?;
    let phones = [&scene.owner, &scene.admin, &scene.front, &scene.back];
    let slowest = phones.iter().fold(0.0, |slowest: f64, phone| slowest.max(phone.slowest_local_ms));
    Ok((phones.iter().map(|phone| phone.asked).sum(), slowest))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn booked(stage: &mut Stage, scene: &mut Scene) -> Result<()> {
    stage.story.online(&stage.server, "an owner keeps a dog and books a visit", |checks| {
        let owner = &mut scene.owner;
        owner.ask(&format!("login {HANA}"))?;
        let pet = text(&owner.ask("pets add Pochi --species dog --breed Shiba --born 2024-02-29")?["card"]["id"]);
        let clinics = owner.ask("clinics")?;
        let clinics = clinics.as_array().context("a list of clinics")?;
        let clinic = clinics.iter().find(|page| page["name"] == CLINIC).with_context(|| format!("no {CLINIC}"))?;
        let (id, service) = (text(&clinic["id"]), text(&clinic["services"][0]["id"]));
        let slots = owner.ask(&format!("slots {id} {service}"))?;
        let first = slots["times"].get(0).context("a free time")?;
        let (starts, day) = (first["starts_ms"].to_string(), text(&first["local"]["date"]));
        let made = owner.ask(&format!("booking make {id} {service} {starts} --pet {pet}"))?;
        checks.equal("the visit", &text(&made["state"]), &"CONFIRMED".to_owned())?;
        let told = format!("{}, {}, {}", text(&made["what"]["text"]), text(&made["when"]), text(&made["pets"]["text"]));
        (scene.clinic, scene.booking, scene.day) = (id, text(&made["id"]), day);
        // The first look at a pass tells the household's server of this phone; the pass comes with the next sync.
        let _ = owner.ask(&format!("pass show {}", scene.booking));
        owner.ask("sync")?;
        Ok(told)
    })
}

fn enrolled(stage: &mut Stage, scene: &mut Scene) -> Result<()> {
    // A device of nobody: one that is signed in is refused for that.
    let mut spare = stage.phone("spare")?;
    stage.story.online(&stage.server, "its admin makes two tablets, each with a code that works once", |checks| {
        scene.admin.ask(&format!("login {KUDO}"))?;
        let mut names = Vec::new();
        for (tablet, name) in [(&mut scene.front, "Front"), (&mut scene.back, "Back")] {
            let code = scene.admin.ask(&format!("tablets {} code {name}", scene.clinic))?;
            let code = text(&code["code"]);
            let enrolled = tablet.ask(&format!("desk enrol {code}"))?;
            names.push(text(&enrolled["name"]));
            let again = spare.refused(&format!("desk enrol {code}"))?;
            checks.equal("the code again", &again.code, &"enrol-code".to_owned())?;
            tablet.ask("sync")?;
            let board = tablet.ask(&format!("desk board --day {}", scene.day))?;
            checks.equal("where the visit stands", &place(&board, &scene.booking), &Some("expected".to_owned()))?;
        }
        Ok(format!("{} see the visit on their boards", names.join(" and ")))
    })
}

/// The column of a visit.
fn place(board: &Value, booking: &str) -> Option<String> {
    card(board, booking).map(|(place, _)| place)
}

fn card(board: &Value, booking: &str) -> Option<(String, Value)> {
    board["columns"].as_array()?.iter().find_map(|column| {
        let card = column["cards"].as_array()?.iter().find(|card| card["id"] == booking)?;
        Some((text(&column["place"]), card.clone()))
    })
}

fn shown(stage: &mut Stage, scene: &mut Scene) -> Result<String> {
    let mut pass = String::new();
    stage.story.step(
        "the Wi-Fi goes, the owner's network too; the phone signs its pass, a tablet believes it",
        |checks| {
            for phone in [&scene.owner, &scene.front, &scene.back] {
                phone.network.cut();
            }
            pass = text(&scene.owner.ask(&format!("pass show {}", scene.booking))?["text"]);
            let told = scene.front.ask(&format!("pass verify --text '{pass}'"))?;
            // A visit after midnight is tomorrow's: then the tablet says so.
            let today = text(&scene.front.ask("desk board")?["date"]) == scene.day;
            let should = if today { "genuine" } else { "other-day" };
            checks.equal("what the tablet says", &text(&told["verdict"]), &should.to_owned())?;
            checks.that(told["sig_ok"] == true, || "the signature does not hold".into())?;
            checks.equal("whose it is", &text(&told["pets"]), &"Pochi".to_owned())?;
            Ok(format!("{} letters; the tablet: {} {}", pass.len(), text(&told["title"]), text(&told["next"])))
        },
    )?;
    Ok(pass)
}

fn forged(stage: &mut Stage, scene: &mut Scene, pass: &str) -> Result<()> {
    stage.story.step("a pass with one letter changed, and a code of another app", |checks| {
        let last = if pass.ends_with('0') { '1' } else { '0' };
        let changed: String = pass.chars().take(pass.chars().count() - 3).chain(['0', last, '0']).collect();
        let told = scene.front.ask(&format!("pass verify --text '{changed}'"))?;
        checks.that(told["verdict"] == "forged" || told["verdict"] == "unknown", || told.to_string())?;
        let other = scene.front.ask("pass verify --text https://example.com/dog")?;
        checks.equal("another app's code", &text(&other["verdict"]), &"unknown".to_owned())?;
        Ok(format!("{}; {}", text(&told["title"]), text(&other["title"])))
    })
}

fn checked_in(stage: &mut Stage, scene: &mut Scene, pass: &str) -> Result<()> {
    stage.story.step("both tablets check the same dog in; one is killed (SIGKILL) right after", |checks| {
        for tablet in [&mut scene.front, &mut scene.back] {
            let said = tablet.ask(&format!("pass verify --text '{pass}' --check-in --weight 9.1kg"))?;
            checks.that(said["received"]["repeat_of"].is_null(), || "a tablet knew of the other".into())?;
        }
        scene.back.kill()?;
        scene.back.start()?;
        for tablet in [&mut scene.front, &mut scene.back] {
            let board = tablet.ask(&format!("desk board --day {}", scene.day))?;
            let (place, card) = card(&board, &scene.booking).context("the visit is on the board")?;
            checks.equal("where the visit stands", &place, &"waiting".to_owned())?;
            checks.that(card["unsent"] == true, || "it says that it is sent".into())?;
        }
        Ok("both boards: waiting, saved, not yet sent".into())
    })
}

fn synced(stage: &mut Stage, scene: &mut Scene) -> Result<()> {
    stage.story.online(&stage.server, "the Wi-Fi is back: one counts, both desks see the other", |checks| {
        for phone in [&scene.owner, &scene.front, &scene.back] {
            phone.network.mend();
        }
        for _ in 0..2 {
            scene.front.ask("sync")?;
            scene.back.ask("sync")?;
        }
        let mut counts = Vec::new();
        for tablet in [&mut scene.front, &mut scene.back] {
            let board = tablet.ask(&format!("desk board --day {}", scene.day))?;
            let (_, card) = card(&board, &scene.booking).context("the visit is on the board")?;
            let marks = card["marks"].as_array().cloned().unwrap_or_default();
            checks.that(marks.iter().any(|mark| mark["key"] == "board-repeat"), || card.to_string())?;
            checks.that(card["unsent"] == false, || "not sent".into())?;
            counts.push(text(&card["checkin"]));
        }
        checks.equal("the check-in that counts", &counts[0], &counts[1])?;
        scene.owner.ask("sync")?;
        let seen = scene.owner.ask(&format!("booking show {}", scene.booking))?;
        checks.equal("what the owner sees", &text(&seen["state"]), &"CHECKED_IN".to_owned())?;
        Ok(format!("the owner's phone: {}", text(&seen["status"]["text"])))
    })
}

fn undone(stage: &mut Stage, scene: &mut Scene) -> Result<()> {
    stage.story.online(&stage.server, "the one that counted is undone: the other one counts then", |checks| {
        let day = format!("desk board --day {}", scene.day);
        let board = scene.front.ask(&day)?;
        let first = text(&card(&board, &scene.booking).context("the visit")?.1["checkin"]);
        scene.front.ask(&format!("desk void {first} --reason 'wrong desk'"))?;
        scene.front.ask("sync")?;
        scene.back.ask("sync")?;
        let board = scene.back.ask(&day)?;
        let (place, card) = card(&board, &scene.booking).context("the visit")?;
        checks.equal("where the visit stands", &place, &"waiting".to_owned())?;
        checks.that(text(&card["checkin"]) != first, || "it still counts".into())?;
        let audit = scene.admin.ask(&format!("tablets {} audit", scene.clinic))?;
        checks.that(audit["broken"].is_null(), || "the audit's chain does not hold".into())?;
        let entries = audit["entries"].as_array().map_or(0, Vec::len);
        Ok(format!("{entries} entries in the clinic's audit, and its chain holds"))
    })
}

fn taken_back(stage: &mut Stage, scene: &mut Scene) -> Result<()> {
    stage.story.online(&stage.server, "a tablet is taken back: it forgets the clinic", |checks| {
        let tablets = scene.admin.ask(&format!("tablets {} list", scene.clinic))?;
        let back = tablets.as_array().and_then(|all| all.iter().find(|it| it["name"] == "Back")).context("a tablet")?;
        scene.admin.ask(&format!("tablets {} revoke {}", scene.clinic, text(&back["id"])))?;
        let refused = scene.back.refused("sync")?;
        checks.equal("what its next sync says", &refused.code, &"tablet-revoked".to_owned())?;
        let board = scene.back.refused("desk board")?;
        checks.equal("what its board says", &board.code, &"not-a-tablet".to_owned())?;
        Ok(format!("{}: {}", refused.title, board.title))
    })
}
