/* The square code of a letter carries its code behind a #, which no server and no log ever sees. Put it in the box. */
(function () {
  var code = location.hash.replace('#', '')
  var box = document.getElementById('id_code')
  if (box && /^[0-9A-Za-z]{12}$/.test(code)) {
    box.value = code.replace(/(.{4})(?=.)/g, '$1 ')
    history.replaceState(null, '', location.pathname)
  }
})()
