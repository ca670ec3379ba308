-- Sends the bodies of a file, a line each, and counts answers that are not as they should be.
local requests, at, once = {}, 0, os.getenv("ONCE") == "yes"
local threads = {}
bad = 0

function setup(thread)
  table.insert(threads, thread)
end

function init()
  local headers = { ["content-type"] = "application/json", ["accept"] = "application/json" }
  local token = os.getenv("TOKEN")
  if token ~= "" then headers["authorization"] = "Bearer " .. token end
  for line in io.lines(os.getenv("BODIES")) do
    requests[#requests + 1] = wrk.format("POST", nil, headers, line)
  end
end

function request()
  at = at + 1
  if at > #requests then
    if once then bad = bad + 1 end
    at = 1
  end
  return requests[at]
end

function response(status, headers, body)
  if status ~= 200 or body:find('"errors"', 1, true) then
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
