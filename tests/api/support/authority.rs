//! Certificate authorities and server certificates for one test.

use std::{fs, path::PathBuf};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use tempfile::TempDir;

/// Signs certificates, and provides its own as a file.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    directory: TempDir,
}

/// A certificate and its private key, both as PEM.
pub struct Certified {
    pub certificate: String,
    pub key: String,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new([]).expect("no names");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().expect("a key");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("a certificate");
        let directory = tempfile::tempdir().expect("a temporary directory");
        fs::write(directory.path().join("root.pem"), issuer.pem()).expect("the file is written");
        Self { issuer, directory }
    }

    /// The file for `sslrootcert`.
    pub fn file(&self) -> PathBuf {
        self.directory.path().join("root.pem")
    }

    /// A certificate for a server of these host names and addresses.
    pub fn certify(&self, hosts: &[&str]) -> Certified {
        let hosts: Vec<_> = hosts.iter().map(|&host| host.to_owned()).collect();
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(hosts).expect("names of hosts");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        Certified { certificate: certificate.pem(), key: key.serialize_pem() }
    }
}
