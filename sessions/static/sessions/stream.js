// The board's events: a stream, or polling where streams do not get through. board.md 9.

const SILENT = 24000; // after this long without a word the page says so, within 25 s
const POLL = 5000;
const TRIES = 3;

// on: change(data), stars(counts), reset(), beat(data), lost(since), found(); every: milliseconds between polls
export function follow(address, version, on, { every = POLL } = {}) {
  let source = null;
  let failures = 0;
  let seen = version;
  let heard = Date.now();
  let isLost = false;
  let etag = null;
  let polling = null;
  let stopped = false;

  function word() {
    heard = Date.now();
    failures = 0;
    dispatchEvent(new Event("board:heard"));
    if (isLost) {
      isLost = false;
      on.found?.();
    }
  }

  function take(data) {
    if (data.version <= seen) return;
    if (data.from !== undefined && data.from > seen) {
      seen = data.version;
      on.reset?.();
      return;
    }
    seen = data.version;
    if (data.whole) on.reset?.();
    else on.change?.(data);
  }

  function open() {
    close();
    clearTimeout(polling);
    if (stopped || document.hidden) return;
    source = new EventSource(`${address}live/?since=${seen}`);
    source.addEventListener("change", (event) => {
      word();
      take(JSON.parse(event.data));
    });
    source.addEventListener("stars", (event) => {
      word();
      on.stars?.(JSON.parse(event.data));
    });
    source.addEventListener("beat", (event) => {
      word();
      const data = JSON.parse(event.data);
      on.beat?.(data);
    });
    source.addEventListener("reset", (event) => {
      word();
      seen = JSON.parse(event.data).version;
      on.reset?.();
    });
    source.onerror = () => {
      failures += 1;
      if (failures >= TRIES || source.readyState === EventSource.CLOSED) {
        close();
        poll();
      }
    };
  }

  function close() {
    source?.close();
    source = null;
  }

  async function poll() {
    clearTimeout(polling);
    if (stopped || document.hidden) return;
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(`${address}changes/since/${seen}/`, { headers, cache: "no-store" });
      if (answer.status === 200) {
        etag = answer.headers.get("ETag");
        const data = await answer.json();
        word();
        if (data.reset) {
          seen = data.version;
          on.reset?.();
        } else if (data.version > seen) take(data);
        if (failures === 0 && Math.random() < 0.2) return open(); // the stream may be back
      } else if (answer.status === 304) {
        word();
        if (Math.random() < 0.2) return open();
      }
    } catch {
      // no network: the next poll is armed all the same
    }
    polling = setTimeout(poll, every * (0.8 + 0.4 * Math.random()));
  }

  setInterval(() => {
    if (!stopped && !document.hidden && Date.now() - heard > SILENT) {
      isLost = true;
      on.lost?.(heard);
    }
  }, 500);

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      close();
      clearTimeout(polling);
    } else {
      heard = Date.now();
      open();
    }
  });
  addEventListener("pagehide", close);
  addEventListener("online", () => open());
  open();

  return {
    get version() {
      return seen;
    },
    reached(version) {
      seen = Math.max(seen, version);
    },
    stop() {
      stopped = true;
      close();
    },
  };
}
