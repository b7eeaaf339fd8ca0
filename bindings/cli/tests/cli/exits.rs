//! Exit codes, and what is said on the way out.

use crate::shelf::Phone;

fn exit(phone: &Phone, args: &[&str]) -> (i32, String) {
    let out = phone.run(args);
    assert!(out.stdout.is_empty() || out.status.success(), "{args:?}: a failure says nothing on standard output");
    (out.status.code().unwrap(), String::from_utf8(out.stderr).unwrap())
}

#[test]
fn done_is_0() {
    assert_eq!(exit(&Phone::new(), &["status"]).0, 0);
    assert_eq!(Phone::new().run(&["--help"]).status.code(), Some(0));
}

/// covers: S0-119
#[test]
fn a_wrong_check_digit_is_refused_with_its_code_and_what_to_do() {
    let (code, said) = exit(&Phone::stocked(), &["barcode", "9520000000012"]);
    assert_eq!(code, 1);
    assert!(said.contains("[gtin-check-digit]") && said.contains("Scan again"), "{said}");
}

/// covers: S0-120
#[test]
fn a_barcode_of_no_product_here_is_refused() {
    let (code, said) = exit(&Phone::stocked(), &["barcode", "4006381333931"]);
    assert_eq!(code, 1);
    assert!(said.contains("[barcode-unknown]"), "{said}");
}

#[test]
fn a_command_that_is_not_understood_is_2() {
    for args in [&["fly"][..], &["add"], &["set", "x"], &["sync", "--sideways"], &[]] {
        assert_eq!(exit(&Phone::new(), args).0, 2, "{args:?}");
    }
}

#[test]
fn a_password_that_was_not_given_is_2_and_says_how_to_give_it() {
    let (code, said) = exit(&Phone::new(), &["login", "hana@petpro.example"]);
    assert_eq!(code, 2);
    assert!(said.contains("--password-stdin"), "{said}");
}

#[test]
fn what_needs_a_sign_in_is_3() {
    let (code, said) = exit(&Phone::new(), &["devices"]);
    assert_eq!(code, 3);
    assert!(said.contains("[unauthenticated]"), "{said}");
}

#[test]
fn no_network_is_4() {
    for args in [&["sync"][..], &["sync", "--watch"]] {
        let (code, said) = exit(&Phone::new(), args);
        assert_eq!(code, 4, "{said}");
        assert!(said.contains("[server-unreachable]") || said.contains("[offline]"), "{said}");
    }
    let mut login = Phone::new().petpro();
    login.env("PETPRO_PASSWORD", "petpro-demo-1").args(["login", "hana@petpro.example"]);
    assert_eq!(login.output().unwrap().status.code(), Some(4));
}

#[test]
fn who_does_not_answer_is_named() {
    let (_, said) = exit(&Phone::new(), &["sync"]);
    assert!(said.contains(crate::shelf::NOWHERE) && said.contains("--server"), "{said}");
}

#[test]
fn an_address_without_a_scheme_is_2_and_says_what_an_address_is() {
    for server in ["localhost:7878", "127.0.0.1", "ftp://x", "http://", ""] {
        let (code, said) = exit(&Phone::new(), &["--server", server, "sync"]);
        assert_eq!(code, 2, "{server}");
        assert!(said.contains("http://127.0.0.1:7878"), "{said}");
    }
}

#[test]
fn a_market_is_a_word_and_no_path() {
    assert_eq!(exit(&Phone::new(), &["--market", "../x", "cart"]).0, 2);
}

#[test]
fn a_file_that_is_no_picture_is_refused_with_what_to_do() {
    let phone = Phone::new();
    let file = phone.0.path().join("notes.txt");
    std::fs::write(&file, "no picture").unwrap();
    let (code, said) = exit(&phone, &["scan", &file.display().to_string()]);
    assert_eq!(code, 1);
    assert!(said.contains("[image-unreadable]") && said.contains("not a picture"), "{said}");
}

#[test]
fn a_data_folder_that_cannot_be_used_is_5() {
    let phone = Phone::new();
    std::fs::write(phone.0.path().join("guest.db"), "a letter, not a store. ".repeat(400)).unwrap();
    let (code, said) = exit(&phone, &["cart"]);
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("[store-not-sqlite]"), "{said}");

    let file = Phone::new();
    let path = file.0.path().join("file");
    std::fs::write(&path, "x").unwrap();
    let out = crate::shelf::petpro_at(&path).arg("cart").output().unwrap();
    assert_eq!(out.status.code(), Some(5));
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(said.contains(&path.display().to_string()) && said.contains("--data"), "it names the folder: {said}");
}
