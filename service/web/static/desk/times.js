// @ts-check
/** Times as the reader's own clock and calendar say them; the service names them in UTC. */

const DAY = { year: "numeric", month: "2-digit", day: "2-digit" };
const MINUTE = { ...DAY, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/**
 * A moment as year, month and day, with hours and minutes where they are wanted, in a time zone.
 * @param {Date} moment @param {boolean} minutes @param {string} [zone] the reader's own where none is named
 */
export function written(moment, minutes, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", /** @type {Intl.DateTimeFormatOptions} */ ({ ...(minutes ? MINUTE : DAY), timeZone: zone }));
  const of = Object.fromEntries(parts.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${of.year}-${of.month}-${of.day}${minutes ? ` ${of.hour}:${of.minute}` : ""}`;
}

/** @param {ParentNode} part of a page, or one to come */
export function asClocksSay(part) {
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (part.querySelectorAll("time[datetime]"))) {
    const moment = new Date(time.dateTime);
    if (!Number.isNaN(moment.getTime())) time.textContent = written(moment, time.dataset.minutes !== undefined);
  }
}
