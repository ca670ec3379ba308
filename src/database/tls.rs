//! TLS towards the database, as strict as `sslmode` asks.

use std::{path::Path, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};

use super::UrlError;

/// What is asked of the server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CertificateCheck {
    /// Nothing: the connection is encrypted, but the server may be anyone.
    None,
    /// That a known authority signed it, for whatever host.
    Chain,
    /// That a known authority signed it for this host.
    Full,
}

/// A client configuration that trusts the given file of PEM certificates, or else the system's authorities.
pub(super) fn client(
    verification: CertificateCheck,
    root: Option<&Path>,
) -> Result<Arc<ClientConfig>, UrlError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| UrlError::new(error.to_string()))?;
    let config = match verification {
        CertificateCheck::None => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Lenient { provider, chain: None }))
            .with_no_client_auth(),
        CertificateCheck::Chain => {
            let chain = WebPkiServerVerifier::builder_with_provider(roots(root)?, provider.clone())
                .build()
                .map_err(|error| UrlError::new(error.to_string()))?;
            builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(Lenient { provider, chain: Some(chain) }))
                .with_no_client_auth()
        }
        CertificateCheck::Full => builder.with_root_certificates(roots(root)?).with_no_client_auth(),
    };
    Ok(Arc::new(config))
}

fn roots(file: Option<&Path>) -> Result<Arc<RootCertStore>, UrlError> {
    let mut store = RootCertStore::empty();
    match file {
        // `system` is libpq's own word for the authorities of the machine.
        Some(file) if file != Path::new("system") => {
            let unreadable = |error| UrlError::new(format!("sslrootcert={}: {error}", file.display()));
            for certificate in
                CertificateDer::pem_file_iter(file).map_err(|error| unreadable(error.to_string()))?
            {
                let certificate = certificate.map_err(|error| unreadable(error.to_string()))?;
                store.add(certificate).map_err(|error| unreadable(error.to_string()))?;
            }
            if store.is_empty() {
                return Err(unreadable("there is no certificate in it".to_owned()));
            }
        }
        Some(_) | None => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if store.is_empty() {
        return Err(UrlError::new(
            "this machine trusts no authority; name a file of certificates with sslrootcert",
        ));
    }
    Ok(Arc::new(store))
}

/// Checks less than TLS on the web does, because `sslmode` says so.
#[derive(Debug)]
struct Lenient {
    provider: Arc<CryptoProvider>,
    chain: Option<Arc<WebPkiServerVerifier>>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verdict => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
