/**
 * Dutch public holidays, by which a legal period moves that would end on one. They are those of article 3(1) of the Algemene
 * termijnenwet. Good Friday and the bridge days of decrees are not: article 3(2) and (3) put them on a level "for this act" alone, and
 * our period is one of Regulation 1182/71. Leaving a day out can only make the date earlier, never late. Pure.
 */
import { addDays } from '../site/local-day.ts'

const dayOf = (year: number, month: number, day: number): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

const isSunday = (day: string): boolean => new Date(`${day}T00:00:00Z`).getUTCDay() === 0

/** Easter Sunday in the Gregorian calendar, by the method of Meeus, Jones and Butcher. */
export function easterOf(year: number): string {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const inCentury = year % 100
  const skipped = Math.floor(century / 4)
  const lunar = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - skipped - lunar + 15) % 30
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451)
  const fromMarch = epact + toSunday - 7 * late + 114
  return dayOf(year, Math.floor(fromMarch / 31), (fromMarch % 31) + 1)
}

/** ISO days of one year, in order. King's Day is the 27th of April, or the 26th where that is a Sunday. */
export function publicHolidays(year: number): readonly string[] {
  const easter = easterOf(year)
  const birthday = dayOf(year, 4, 27)
  return [
    dayOf(year, 1, 1),
    addDays(easter, 1),
    isSunday(birthday) ? addDays(birthday, -1) : birthday,
    dayOf(year, 5, 5),
    addDays(easter, 39),
    addDays(easter, 50),
    dayOf(year, 12, 25),
    dayOf(year, 12, 26),
  ].toSorted()
}

/** Neither a Saturday or Sunday, nor a public holiday. */
export function isWorkingDay(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !publicHolidays(Number(day.slice(0, 4))).includes(day)
}
