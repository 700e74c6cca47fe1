"""Settings of the sign-in libraries: allauth (passwords, passkeys, one-time codes, agency sign-on) and axes (lockout)."""

from __future__ import annotations

from datetime import timedelta

from kinkeeper.accounts.agency_sign_on import sign_on_servers
from kinkeeper.foundation import environment as env

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account begins with an invitation sent to that address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # our own letter job takes the same time for every address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "kinkeeper.accounts.adapters.SignInAdapter"
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session stays; every other one ends with the old password
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "login": "kinkeeper.accounts.forms.SignInForm",
    "reset_password": "kinkeeper.accounts.forms.AskNewPasswordForm",
    "reset_password_from_key": "kinkeeper.accounts.forms.NewPasswordForm",
    "change_password": "kinkeeper.accounts.forms.ChangePasswordForm",
    "reauthenticate": "kinkeeper.accounts.forms.PasswordAgainForm",
}
# For each account, whatever the network address: ten wrong passwords or codes in ten minutes.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,10/10m/key", "login": "60/m/ip", "reset_password": "10/m/ip,3/10m/key"}

MFA_ADAPTER = "kinkeeper.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # see ACCOUNT_EMAIL_VERIFICATION
MFA_TOTP_ISSUER = "Kinkeeper"
MFA_TOTP_TOLERANCE = 1  # a clock half a minute wrong is common
MFA_RECOVERY_CODE_COUNT = 20  # a sheet of printed codes is the daily way in where phones are barred
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "kinkeeper.accounts.forms.CodeForm",
    "reauthenticate": "kinkeeper.accounts.forms.CodeAgainForm",
    "activate_totp": "kinkeeper.accounts.forms.AppCodeForm",
    "add_webauthn": "kinkeeper.accounts.forms.PasskeyForm",
    "generate_recovery_codes": "kinkeeper.accounts.forms.PrintedCodesForm",
}

SOCIALACCOUNT_ADAPTER = "kinkeeper.agencies.adapters.AgencySignOn"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SIGN_ON_SERVERS = sign_on_servers()
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [server.as_app() for server in SIGN_ON_SERVERS.values()]}
}

# One pinned number of proxies for both libraries: a forged header changes nothing.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole_number("KINKEEPER_PROXIES", 0)

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "allauth.core.internal.httpkit.get_client_ip"
AXES_LOCKOUT_TEMPLATE = "accounts/locked-out.jinja"
AXES_HTTP_RESPONSE_CODE = 429
AXES_DISABLE_ACCESS_LOG = True  # the ledger keeps what matters; no list of people's network addresses
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
