// Passkeys: a form with data-passkey asks the device for a credential, then sends it.
// "create" makes a passkey, "get" uses one. The server's options stand in the JSON element named
// by data-options; without one they come from the form's address.

const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const withBytes = (credentials) => credentials?.map((each) => ({ ...each, id: decode(each.id) }));

// The bytes of a credential as the text that the server reads.
function asText(credential) {
  const response = {};
  for (const name of [
    "clientDataJSON",
    "attestationObject",
    "authenticatorData",
    "signature",
    "userHandle",
  ]) {
    if (credential.response[name]) response[name] = encode(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

function create({ publicKey }, passwordless) {
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: decode(publicKey.challenge),
      user: { ...publicKey.user, id: decode(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: passwordless ? "required" : "discouraged",
        requireResidentKey: passwordless,
        userVerification: passwordless
          ? "required"
          : publicKey.authenticatorSelection?.userVerification,
      },
    },
  });
}

function get({ publicKey }) {
  return navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: decode(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  });
}

async function optionsOf(form) {
  if (form.dataset.options) {
    const options = JSON.parse(document.getElementById(form.dataset.options).textContent);
    return options.creation_options ?? options.request_options;
  }
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await response.json()).request_options;
}

async function fillIn(form) {
  const options = await optionsOf(form);
  const credential =
    form.dataset.passkey === "create"
      ? await create(options, form.elements.passwordless.checked)
      : await get(options);
  form.elements.credential.value = asText(credential);
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const error = form.querySelector("[data-passkey-error]");
      error.textContent = "";
      try {
        await fillIn(form);
        form.submit();
      } catch {
        error.textContent = "The passkey did not work. Try again, or choose another way.";
      }
    });
  }
}
