//! A clinic, for who works there.

use petpro_client::catalog::Names;
use petpro_client::clinic::{Care, Clinic as Profile, Fault, Kind, Opening, StaffRole};
use petpro_client::money::Money;
use petpro_client::pet::{self, Species};
use petpro_client::screens::workplace::Workplace;
use petpro_client::texts::Lang;
use petpro_client::{Code, Colleague, Thing, WalkIn};

use super::App;
use crate::answer::{Answer, Failure};
use crate::args::clinic::{self as words, Clinic};

pub async fn run(app: &App, clinic: &str, what: Clinic) -> Result<Answer, Failure> {
    let place = match what {
        Clinic::Show => app.petpro.workplace(clinic)?,
        Clinic::Hours { weekdays, times } => {
            let (days, times) = (weekdays_of(&weekdays)?, openings(&times)?);
            changed(app, clinic, |profile| {
                profile.hours.week.resize(7, vec![]);
                days.iter().for_each(|day| profile.hours.week[*day].clone_from(&times));
                Ok(())
            })
            .await?
        }
        Clinic::Day { day, times } => {
            let day = day.parse().map_err(|_| wrong(Fault::Days))?;
            let times = if times == "usual" { None } else { Some(openings(&times)?) };
            changed(app, clinic, |profile| {
                match times {
                    Some(times) => drop(profile.hours.days.insert(day, times)),
                    None => drop(profile.hours.days.remove(&day)),
                }
                Ok(())
            })
            .await?
        }
        Clinic::Holiday { day, open } => {
            changed(app, clinic, |profile| {
                profile.hours.holidays.retain(|known| *known != day);
                profile.hours.holidays.extend((!open).then_some(day));
                Ok(())
            })
            .await?
        }
        Clinic::Service(asked) => service(app, clinic, asked).await?,
        Clinic::Resource(asked) => resource(app, clinic, asked).await?,
        Clinic::Staff(asked) => staff(app, clinic, asked).await?,
        Clinic::WalkIn { who, at } => {
            let visit = app.petpro.admit(clinic, &walk_in(&who, &[])?, at).await?;
            let lines = visit.lines();
            return Ok(Answer::new(visit, lines));
        }
    };
    let lines = place.lines();
    Ok(Answer::new(place, lines))
}

/// The profile as it is, with a change, put back under its version.
async fn changed(
    app: &App,
    clinic: &str,
    change: impl FnOnce(&mut Profile) -> Result<(), Failure>,
) -> Result<Workplace, Failure> {
    let (mut profile, version) = app.petpro.clinic_profile(clinic)?;
    change(&mut profile)?;
    Ok(app.petpro.put_clinic(clinic, &profile, version).await?)
}

async fn service(app: &App, clinic: &str, asked: words::Care) -> Result<Workplace, Failure> {
    let mut care = match &asked.id {
        Some(id) => app.petpro.care(clinic, id)?,
        None => Care {
            clinic: clinic.parse().map_err(|_| Failure::new(Code::NotFound))?,
            names: Names { en: String::new(), ja: String::new(), ko: String::new(), zh: String::new() },
            minutes: 30,
            step: 15,
            price: Money { amount: 0, currency: app.petpro.market_currency()? },
            needs: vec![Kind::Vet],
            most_pets: 1,
            gone: false,
        },
    };
    if let Some(name) = asked.name {
        named(&mut care.names, app.lang, name);
    }
    if care.names.en.trim().is_empty() {
        return Err(wrong(Fault::Name));
    }
    if !asked.needs.is_empty() {
        care.needs = asked.needs.iter().map(|kind| kind_of(kind)).collect::<Result<_, _>>()?;
    }
    care.minutes = asked.minutes.unwrap_or(care.minutes);
    care.step = asked.step.unwrap_or(care.step);
    care.price.amount = asked.price.unwrap_or(care.price.amount);
    care.most_pets = asked.pets.unwrap_or(care.most_pets);
    care.gone = (care.gone || asked.gone) && !asked.back;
    Ok(app.petpro.put_care(clinic, asked.id.as_deref(), &care).await?)
}

async fn resource(app: &App, clinic: &str, asked: words::Resource) -> Result<Workplace, Failure> {
    let mut thing = match &asked.id {
        Some(id) => app.petpro.resource(clinic, id)?,
        None => Thing { name: String::new(), kind: Kind::Other, capacity: 1, hours: None, gone: false },
    };
    thing.name = asked.name.unwrap_or(thing.name).trim().to_owned();
    if let Some(kind) = &asked.kind {
        thing.kind = kind_of(kind)?;
    }
    if thing.kind == Kind::Other {
        return Err(wrong(Fault::Kind));
    }
    if thing.name.is_empty() {
        return Err(wrong(Fault::Name));
    }
    thing.capacity = asked.capacity.unwrap_or(thing.capacity);
    thing.gone = (thing.gone || asked.gone) && !asked.back;
    Ok(app.petpro.put_resource(clinic, asked.id.as_deref(), &thing).await?)
}

async fn staff(app: &App, clinic: &str, asked: words::Staff) -> Result<Workplace, Failure> {
    let mut it = match &asked.id {
        Some(id) => app.petpro.colleague(clinic, id)?,
        None => Colleague { name: String::new(), role: StaffRole::Desk, username: None, pin: None, active: true },
    };
    it.name = asked.name.unwrap_or(it.name).trim().to_owned();
    if it.name.is_empty() {
        return Err(wrong(Fault::Name));
    }
    it.role = match asked.role.as_deref() {
        None => it.role,
        Some("admin") => StaffRole::Admin,
        Some("desk") => StaffRole::Desk,
        Some(_) => return Err(wrong(Fault::Role)),
    };
    it.username = asked.username;
    it.pin = asked.pin;
    it.active = (it.active || asked.back) && !asked.gone;
    Ok(app.petpro.put_staff(clinic, asked.id.as_deref(), &it).await?)
}

/// Somebody at the desk, as a command names them.
pub fn walk_in(who: &words::Unbooked, scale: &[petpro_client::AtScale]) -> Result<WalkIn, Failure> {
    let pet = |text: &String| {
        let (name, species) = text.rsplit_once(':').unwrap_or((text.as_str(), "other"));
        let species = Species::parse(species.trim());
        let faulty = || Failure { of_pet: vec![pet::Fault::Species], ..Failure::new(Code::Invalid) };
        Ok((name.trim().to_owned(), species.ok_or_else(faulty)?))
    };
    Ok(WalkIn {
        service: who.service.clone(),
        pets: who.pet.iter().map(pet).collect::<Result<_, Failure>>()?,
        owner: who.owner.clone(),
        note: who.note.clone(),
        scale: scale.to_vec(),
    })
}

/// The first name is the English one, too: every clinic has that.
fn named(names: &mut Names, lang: Lang, name: String) {
    if names.en.is_empty() || lang == Lang::En {
        names.en.clone_from(&name);
    }
    match lang {
        Lang::En => {}
        Lang::Ja => names.ja = name,
        Lang::Ko => names.ko = name,
        Lang::Zh => names.zh = name,
    }
}

fn kind_of(word: &str) -> Result<Kind, Failure> {
    match word {
        "vet" => Ok(Kind::Vet),
        "room" => Ok(Kind::Room),
        "table" => Ok(Kind::Table),
        _ => Err(wrong(Fault::Kind)),
    }
}

/// `09:00-12:00,14:00-19:00`, or `closed`.
fn openings(text: &str) -> Result<Vec<Opening>, Failure> {
    if text == "closed" {
        return Ok(vec![]);
    }
    match Opening::parse_all(text) {
        Some(openings) if !openings.is_empty() => Ok(openings),
        _ => Err(wrong(Fault::Hours)),
    }
}

/// `mon`, `mon-fri`, `sat,sun`: their places in a week that begins on Monday.
fn weekdays_of(text: &str) -> Result<Vec<usize>, Failure> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let place = |day: &str| DAYS.iter().position(|known| *known == day.trim().to_lowercase());
    let mut all = Vec::new();
    for part in text.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (Some(from), Some(to)) = (place(from), place(to)) else { return Err(wrong(Fault::Hours)) };
        all.extend((0..7).map(|n| (from + n) % 7).take((to + 7 - from) % 7 + 1));
    }
    Ok(all)
}

fn wrong(fault: Fault) -> Failure {
    Failure { of_clinic: vec![fault], ..Failure::new(Code::Invalid) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        let written = |text: &str| {
            openings(text).ok().map(|all| all.iter().map(|it| format!("{}-{}", it.from, it.to)).collect::<Vec<_>>())
        };
        assert_eq!(written("09:00-12:00, 14:00 - 19:00").unwrap(), ["09:00-12:00", "14:00-19:00"]);
        assert_eq!(written("20:00-02:00").unwrap(), ["20:00-02:00"], "over midnight");
        assert_eq!(written("closed").unwrap(), [] as [String; 0]);
        for wrong in ["", "9-12", "09:00", "09:03-12:00", "25:00-26:00", "Closed"] {
            assert_eq!(written(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn weekdays_are_single_ones_lists_and_stretches() {
        for (text, days) in [("mon", &[0][..]), ("mon-wed", &[0, 1, 2]), ("Sat, Sun", &[5, 6]), ("sat-mon", &[5, 6, 0])]
        {
            assert_eq!(weekdays_of(text).ok().as_deref(), Some(days), "{text}");
        }
        assert!(weekdays_of("someday").is_err() && weekdays_of("").is_err());
    }
}
