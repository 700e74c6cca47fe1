/* Shows what only works with a passkey where the device has them, and says in words when one fails. */
(function () {
  if (window.PublicKeyCredential) {
    document.querySelectorAll('[data-passkey-only]').forEach(function (part) { part.hidden = false })
  }
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    document.querySelectorAll('[data-passkey-problem]').forEach(function (words) { words.hidden = false })
  })
  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false
    button.addEventListener('click', function () { window.print() })
  })
})()
