//! Days on which a clock jumps, days that a year has or has not, nights.

use super::*;

/// covers: S0-021
#[test]
fn a_time_that_the_clock_leaves_out_is_never_offered() {
    for (zone, date, before, after) in [
        ("America/New_York", "2026-03-08", "-05:00", "-04:00"),
        ("Europe/Berlin", "2026-03-29", "+01:00", "+02:00"),
        ("Australia/Sydney", "2026-10-04", "+10:00", "+11:00"),
    ] {
        let clinic = clinic(zone, daily("01:00", "04:00"));
        let free = offered(&clinic, &care(30, 30, &[Kind::Vet]), date);
        let expected = [("01:00", before), ("01:30", before), ("03:00", after), ("03:30", after)];
        assert_eq!(free, expected.map(|(time, offset)| format!("{time}{offset}")), "{zone}");
    }
}

#[test]
fn a_time_that_the_clock_shows_twice_is_offered_twice_and_the_offset_tells_which() {
    let clinic = clinic("America/New_York", daily("00:30", "02:30"));
    let free = offered(&clinic, &care(30, 30, &[Kind::Vet]), "2026-11-01");
    let expected = ["00:30-04:00", "01:00-04:00", "01:30-04:00", "01:00-05:00", "01:30-05:00", "02:00-05:00"];
    assert_eq!(free, expected);
}

#[test]
fn what_lasts_an_hour_lasts_an_hour_across_a_jump() {
    let clinic = clinic("Europe/London", daily("00:00", "04:00"));
    let care = care(60, 30, &[Kind::Vet]);
    let window = clinic.zone.whole_day(day("2026-03-29")).unwrap();
    let resources = [resource(1, Kind::Vet, 1)];
    let free = slots(&Ask { clinic: &clinic, care: &care, resources: &resources, taken: &[], window, now_ms: 0 });
    assert!(free.iter().all(|slot| slot.ends_ms - slot.starts_ms == 3_600_000));
    assert_eq!(shown(&clinic, &free), ["00:00+00:00", "00:30+00:00", "02:00+01:00", "02:30+01:00", "03:00+01:00"]);
}

#[test]
fn a_jump_of_half_an_hour_and_a_day_without_a_midnight_are_days_like_others() {
    let island = clinic("Australia/Lord_Howe", daily("01:00", "03:00"));
    let free = offered(&island, &care(30, 30, &[Kind::Vet]), "2026-10-04");
    assert_eq!(free, ["01:00+10:30", "01:30+10:30", "02:30+11:00"]);
    // In Santiago the clock jumps from 24:00 to 01:00.
    let santiago = clinic("America/Santiago", daily("00:00", "02:00"));
    let free = offered(&santiago, &care(30, 30, &[Kind::Vet]), "2026-09-06");
    assert_eq!(free, ["01:00-03:00", "01:30-03:00"]);
}

#[test]
fn opening_or_closing_at_a_time_that_is_left_out_is_at_the_jump() {
    let care = care(30, 30, &[Kind::Vet]);
    for (from, to, expected) in [
        ("02:30", "04:00", vec!["03:00-04:00", "03:30-04:00"]),
        ("02:00", "04:00", vec!["03:00-04:00", "03:30-04:00"]),
        ("01:00", "02:30", vec!["01:00-05:00", "01:30-05:00"]),
        ("02:15", "02:45", vec![]),
    ] {
        let clinic = clinic("America/New_York", daily(from, to));
        assert_eq!(offered(&clinic, &care, "2026-03-08"), expected, "{from} to {to}");
    }
}

#[test]
fn the_29th_of_february_is_a_day_of_the_years_that_have_it() {
    let mut hours = daily("10:00", "11:00");
    hours.holidays = vec!["02-29".into()];
    assert_eq!(hours.faults(), Vec::<String>::new());
    let closed = clinic("Asia/Tokyo", hours);
    let care = care(30, 30, &[Kind::Vet]);
    assert_eq!(offered(&closed, &care, "2028-02-29"), Vec::<String>::new());
    assert_eq!(offered(&closed, &care, "2028-02-28").len(), 2);
    assert_eq!(offered(&closed, &care, "2027-03-01").len(), 2, "a year without it");
    let open = clinic("Asia/Tokyo", daily("10:00", "11:00"));
    assert_eq!(offered(&open, &care, "2028-02-29").len(), 2);
}

#[test]
fn a_day_of_its_own_wins_over_a_holiday_and_a_holiday_over_the_week() {
    let mut hours = daily("10:00", "12:00");
    hours.holidays = vec!["2026-05-05".into(), "01-01".into(), "05-06".into()];
    hours.days.insert(day("2026-05-06"), vec![opening("15:00", "16:00")]);
    hours.days.insert(day("2026-05-07"), vec![]);
    let clinic = clinic("Asia/Tokyo", hours);
    let care = care(60, 60, &[Kind::Vet]);
    for (date, expected) in [
        ("2026-05-04", vec!["10:00+09:00", "11:00+09:00"]),
        ("2026-05-05", vec![]),
        ("2026-05-06", vec!["15:00+09:00"]),
        ("2026-05-07", vec![]),
        ("2027-01-01", vec![]),
    ] {
        assert_eq!(offered(&clinic, &care, date), expected, "{date}");
    }
}

#[test]
fn a_night_is_one_opening_and_a_clinic_that_never_closes_has_no_gap_at_midnight() {
    let night = clinic("Asia/Tokyo", Hours::weekly(&[5], &[opening("22:00", "02:00")]));
    let care = care(120, 60, &[Kind::Vet]);
    // Friday 6 November 2026.
    assert_eq!(offered(&night, &care, "2026-11-06"), ["22:00+09:00", "23:00+09:00"]);
    assert_eq!(offered(&night, &care, "2026-11-07"), ["00:00+09:00"]);
    let always = clinic("Asia/Tokyo", daily("00:00", "24:00"));
    assert_eq!(offered(&always, &care, "2026-11-07").len(), 24);
}

#[test]
fn a_time_of_day_is_read_as_it_is_written() {
    for good in ["00:00", "09:05", "23:55", "24:00"] {
        assert_eq!(TimeOfDay::parse(good).unwrap().to_string(), good);
    }
    for bad in ["9:00", "09:03", "24:05", "09-00", "", "09:60", "+9:00", "０９:00"] {
        assert_eq!(TimeOfDay::parse(bad), None, "{bad}");
    }
}

#[test]
fn a_zone_that_is_not_known_travels_and_offers_nothing() {
    assert_eq!(Zone::parse("Mars/Olympus"), None);
    assert_eq!(Zone::parse("asia/tokyo").unwrap().name(), "Asia/Tokyo");
    let mars: Zone = serde_json::from_str("\"Mars/Olympus\"").unwrap();
    assert_eq!(serde_json::to_string(&mars).unwrap(), "\"Mars/Olympus\"");
    assert_eq!(mars.local(0), None);
    let mut clinic = clinic("UTC", daily("00:00", "24:00"));
    clinic.zone = mars;
    let ask = Ask {
        clinic: &clinic,
        care: &care(30, 30, &[Kind::Vet]),
        resources: &[resource(1, Kind::Vet, 1)],
        taken: &[],
        window: Span::new(0, 86_400_000),
        now_ms: 0,
    };
    assert_eq!(slots(&ask), vec![]);
}

#[test]
fn hours_are_kept_as_they_are_written() {
    let mut hours = Hours::weekly(&[1], &[opening("09:00", "24:00")]);
    hours.days.insert(day("2028-02-29"), vec![]);
    let text = serde_json::to_string(&hours).unwrap();
    let monday = r#"[{"from":"09:00","to":"24:00"}]"#;
    assert_eq!(text, format!(r#"{{"week":[{monday},[],[],[],[],[],[]],"days":{{"2028-02-29":[]}}}}"#));
    assert_eq!(serde_json::from_str::<Hours>(&text).unwrap(), hours);
    assert!(serde_json::from_str::<Hours>(r#"{"week":[],"days":{"2027-02-29":[]}}"#).is_err());
    let wrong = Hours { holidays: vec!["02-30".into(), "2026-1-1".into(), "12-31".into()], ..Hours::default() };
    assert_eq!(wrong.faults(), ["/holidays/0", "/holidays/1"]);
}
