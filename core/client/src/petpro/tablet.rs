//! This device as a clinic's tablet: enrolled, signed in by its own key, and no more when it is revoked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use petpro_domain::Code;

use super::{PetPro, Topic, guard, guard_async};
use crate::error::{Error, Result};
use crate::session::{self, Enrolment, Login};
use crate::state::{Pending, Tablet};
use crate::store::{ops, wipe};

impl PetPro {
    /// Makes this device a tablet of the clinic whose admin was shown this code. Whoever was signed
    /// in is signed out first ([`PetPro::logout`]); a tablet is nobody's phone.
    pub async fn enrol(&self, code: &str) -> Result<Tablet> {
        guard_async(async {
            if self.inner.config.secrets.load()?.login.is_some() {
                return Err(Error::new(Code::Invalid, "somebody is signed in on this device"));
            }
            let key = session::new_key(&*self.inner.config.randomness);
            let enrolled = session::enrol(&self.inner.http, code, &key).await?;
            let _alone = self.alone().await;
            let mut kept = self.inner.config.secrets.load()?;
            kept.taken_back = None;
            kept.tablet = Some(Enrolment {
                tablet: enrolled.tablet,
                clinic: enrolled.clinic,
                name: enrolled.name.clone(),
                key: URL_SAFE_NO_PAD.encode(key.to_bytes()),
                root: enrolled.root,
                seal: enrolled.seal,
            });
            kept.login = Some(Login {
                user: enrolled.tokens.user,
                household: enrolled.tokens.household,
                username: enrolled.name,
                access_token: enrolled.tokens.access_token,
                refresh_token: enrolled.tokens.refresh_token,
                clinic: Some(enrolled.clinic),
                good: true,
            });
            self.inner.config.secrets.save(&kept)?;
            self.inner.switch_account()?;
            self.inner.bell.ring(&Topic::ALL);
            self.tablet()
        })
        .await
    }

    /// Which clinic's tablet this is; `not-a-tablet` where it is none.
    pub fn tablet(&self) -> Result<Tablet> {
        guard(|| {
            let kept = self.inner.config.secrets.load()?;
            let enrolment = kept.tablet.ok_or_else(no_tablet)?;
            Ok(Tablet { id: enrolment.tablet, clinic: enrolment.clinic, name: enrolment.name })
        })
    }

    /// Ends it: with [`Pending::Wait`] only once every check-in is sent, with [`Pending::Discard`]
    /// at once. The clinic's data leaves this device.
    pub async fn unenrol(&self, pending: Pending) -> Result<()> {
        guard_async(async {
            self.tablet()?;
            if pending == Pending::Wait {
                self.send_all().await?;
            }
            let _alone = self.alone().await;
            self.forget_clinic(false)
        })
        .await
    }

    /// Delivers what a tablet that was taken back could not send. Tried with every sync.
    pub(super) async fn deliver_left(&self) -> Result<()> {
        for left in self.inner.config.secrets.load()?.left {
            match session::deliver(&self.inner.http, &left).await {
                Ok(delivered) => {
                    tracing::info!(tablet = %left.tablet, taken = delivered.taken, "left check-ins delivered")
                }
                Err(error) if error.code() == Code::TabletRevoked => {
                    tracing::info!(tablet = %left.tablet, "the clinic does not want what was left");
                }
                Err(error) => return Err(error),
            }
            let mut kept = self.inner.config.secrets.load()?;
            kept.left.retain(|other| *other != left);
            self.inner.config.secrets.save(&kept)?;
        }
        Ok(())
    }

    /// New tokens by the tablet's key. One that was revoked forgets its clinic here and now.
    pub(super) async fn renew_tablet(&self) -> Result<String> {
        let mut kept = self.inner.config.secrets.load()?;
        let enrolment = kept.tablet.clone().ok_or_else(no_tablet)?;
        match session::sign_in_tablet(&self.inner.http, &enrolment).await {
            Ok(tokens) => {
                if let Some(login) = kept.login.as_mut() {
                    login.access_token.clone_from(&tokens.access_token);
                    login.refresh_token = tokens.refresh_token;
                    login.good = true;
                }
                self.inner.config.secrets.save(&kept)?;
                Ok(tokens.access_token)
            }
            Err(error) if error.code() == Code::TabletRevoked => {
                self.forget_clinic(true)?;
                Err(error)
            }
            Err(error) => Err(error),
        }
    }

    /// What was not sent is sealed, then the clinic's rows go, then the key, then the file itself:
    /// after a crash in between it is done again, and sealed twice it is still judged once.
    fn forget_clinic(&self, keep: bool) -> Result<()> {
        let mut kept = self.inner.config.secrets.load()?;
        let unsent = self.inner.files(|files| files.account.readers.read(ops::all_pending))?;
        if let (true, Some(enrolment), false) = (keep, &kept.tablet, unsent.is_empty()) {
            let left = session::seal(enrolment, &unsent)?;
            kept.left.push(left);
            self.inner.config.secrets.save(&kept)?;
        }
        self.inner.files(|files| wipe(&files.account))?;
        let gone =
            kept.login.take().map(|login| self.inner.config.data.join("accounts").join(format!("{}.db", login.user)));
        kept.taken_back = kept.tablet.take().map(|was| was.name).filter(|_| keep);
        self.inner.config.secrets.save(&kept)?;
        self.inner.switch_account()?;
        for file in gone.iter().flat_map(|file| ["", "-wal", "-shm"].map(|end| format!("{}{end}", file.display()))) {
            let _ = std::fs::remove_file(file); // its rows are gone already
        }
        self.inner.bell.ring(&Topic::ALL);
        Ok(())
    }
}

fn no_tablet() -> Error {
    Error::new(Code::NotATablet, "this device is no clinic's tablet")
}
