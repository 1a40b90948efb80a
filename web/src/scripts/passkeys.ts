import { startAuthentication, startRegistration, WebAuthnError } from '@simplewebauthn/browser';

type SignInOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type CreateOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

/** Passkeys are made and shown by the browser; the API is asked from here, at the page's own origin. */
async function post<Answer>(path: string, body?: object): Promise<Answer> {
  const response = await fetch(`/api/v1/session/${path}`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  const said = (await response.json()) as Answer & { type?: string };
  if (!response.ok) throw new Error(said.type);
  return said;
}

const show = (within: ParentNode, selector: string) =>
  within.querySelectorAll<HTMLElement>(selector).forEach((element) => (element.hidden = false));
const hide = (within: ParentNode) =>
  within
    .querySelectorAll<HTMLElement>('[data-passkey-failed], [data-passkey-stale]')
    .forEach((element) => (element.hidden = true));

async function signIn(button: HTMLButtonElement, form: HTMLFormElement): Promise<void> {
  const given = button.dataset['options'];
  const optionsJSON = given
    ? (JSON.parse(given) as SignInOptions)
    : (await post<{ publicKey: SignInOptions }>('passkey/options')).publicKey;
  await post('passkey', { credential: await startAuthentication({ optionsJSON }) });
  // What was typed before a session ended goes on with its own form; the sign-in page leads to where one came from.
  const next = button.dataset['passkey'];
  if (next) return location.assign(next);
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'passkey', value: 'done' }));
  form.submit();
}

async function add(form: HTMLFormElement): Promise<void> {
  const { publicKey } = await post<{ publicKey: CreateOptions }>('passkeys/options');
  const credential = await startRegistration({ optionsJSON: publicKey });
  await post('passkeys', { name: new FormData(form).get('passkeyName'), credential });
  location.assign('/studio/account?done=passkeyAdded');
}

/** Whoever closes the browser's own question has changed their mind, and need not be told. */
function explain(form: HTMLFormElement, fault: unknown): void {
  if (fault instanceof WebAuthnError && fault.code === 'ERROR_CEREMONY_ABORTED') return;
  const isStale = fault instanceof Error && fault.message === '/problems/sign-in-again';
  show(form, isStale ? '[data-passkey-stale]' : '[data-passkey-failed]');
}

if ('credentials' in navigator && 'PublicKeyCredential' in window) {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-passkey]')) {
    const form = button.form;
    if (!form) continue;
    button.hidden = false;
    button.addEventListener('click', () => {
      hide(form);
      signIn(button, form).catch((fault: unknown) => explain(form, fault));
    });
  }
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-add-passkey]')) {
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      hide(form);
      add(form).catch((fault: unknown) => explain(form, fault));
    });
  }
}
