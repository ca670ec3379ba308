-- Sends the bodies of a file, one per line, with the tokens of another file, and counts unexpected responses.
local requests, at, number = {}, 0, tonumber(os.getenv("FROM"))
local once, pause, expected = os.getenv("ONCE") == "yes", tonumber(os.getenv("PAUSE")), os.getenv("EXPECTED")
-- A placeholder that is replaced by a number with as many digits, so that all requests differ.
local varies, is_varied = "n0000000", false
local threads = {}
bad = 0

local function lines(name)
  local found = {}
  for line in io.lines(os.getenv(name)) do found[#found + 1] = line end
  return found
end

function setup(thread)
  table.insert(threads, thread)
end

function init()
  local bodies, tokens = lines("BODIES"), lines("TOKENS")
  for i = 1, math.max(#bodies, #tokens) do
    local headers = { ["content-type"] = "application/json", ["accept"] = "application/json" }
    if #tokens > 0 then headers["authorization"] = "Bearer " .. tokens[(i - 1) % #tokens + 1] end
    requests[i] = wrk.format("POST", nil, headers, bodies[(i - 1) % #bodies + 1])
  end
  is_varied = requests[1]:find(varies, 1, true) ~= nil
end

function request()
  at = at + 1
  if at > #requests then
    if once then bad = bad + 1 end
    at = 1
  end
  if not is_varied then return requests[at] end
  number = number + 1
  return (requests[at]:gsub(varies, string.format("n%07d", number)))
end

if pause > 0 then
  function delay()
    return pause
  end
end

function response(status, headers, body)
  local is_refused = status ~= 200 or body:find('"errors"', 1, true) ~= nil
  if status >= 500 or is_refused ~= (expected == "refused") then
    if bad == 0 then print(status, body:sub(1, 500)) end
    bad = bad + 1
  end
end

function done(summary, latency)
  local errors = summary.errors
  local found = errors.connect + errors.read + errors.write + errors.timeout
  for _, thread in ipairs(threads) do found = found + thread:get("bad") end
  io.write(string.format('\n{"requests":%d,"micros":%d,"p50":%d,"p99":%d,"bad":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), found))
end
