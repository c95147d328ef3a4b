/* Draws the report that the page carries. */
window.Freshet.render(document.getElementById('report'), JSON.parse(document.getElementById('data').textContent));
