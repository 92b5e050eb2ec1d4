# First file: the known ids, a line each. Further files, read with RS="<": xunit reports, so that a record is one element without its "<".
function attribute(element, name,   start, rest) {
  start = index(element, " " name "=\"")
  if (!start) return ""
  rest = substr(element, start + length(name) + 3)
  return substr(rest, 1, index(rest, "\"") - 1)
}

function plain(text) {
  gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&#x?[0-9A-Fa-f]+;/, " ", text); gsub(/&amp;/, "\\&", text)
  return text
}

NR == FNR {
  if ($0 ~ /^#/) next
  tab = index($0, "\t")
  id = substr($0, 1, tab - 1)
  order[++known] = id
  title[id] = substr($0, tab + 1)
  next
}

# What a test printed may look like elements.
quoted { if (index($0, "]]>")) quoted = 0; next }
/^!\[CDATA\[/ { if (!index($0, "]]>")) quoted = 1; next }

/^test / { result = attribute($0, "result"); test = plain(attribute($0, "name")); run++ }

/^trait / && attribute($0, "name") == "Capability" {
  id = attribute($0, "value")
  if ((run, id) in counted) next
  counted[run, id] = 1
  if (!(id in title)) { print "capabilities: " test " names \"" id "\", which is not in tests/capabilities.tsv" > "/dev/stderr"; unknown++; next }
  if (result == "Pass") passed[id]++
  else if (result == "Fail") failed[id]++
  else next
  tests[id] = tests[id] "\n  " tolower(result) "  " test
}

END {
  for (i = 1; i <= known; i++) {
    id = order[i]
    if (!(id in passed) && !(id in failed)) continue
    print id " " passed[id] + 0 " passed" (failed[id] ? " " failed[id] " failed" : "") (verbose ? "  (" title[id] ")" tests[id] : "")
    if (passed[id] && !failed[id]) shown++
  }
  print "capabilities: " shown + 0 " of " known " shown"
  if (unknown) exit 1
}
