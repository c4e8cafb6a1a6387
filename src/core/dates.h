/* dates.h -- days of the proleptic Gregorian calendar as int32 days since 1970-01-01 (UTC). */
#ifndef OFR_DATES_H
#define OFR_DATES_H

#include <stdbool.h>
#include <stdint.h>

#define OFR_NO_DATE INT32_MIN
enum { OFR_DATE_TEXT = 11 }; /* bytes of "2024-02-08" with its end */

/* Day number of year-month-day; OFR_NO_DATE unless it exists and 1900 <= year <= 2149 (the day must
 * fit the 16 bits that random streams give it). */
int32_t date_from_ymd(int year, int month, int day);

/* Reads exactly "YYYY-MM-DD"; anything else, trailing text included, is OFR_NO_DATE. */
int32_t date_parse(const char *text);

/* Writes "YYYY-MM-DD" into ret_text (OFR_DATE_TEXT bytes) and returns it; "no date" for OFR_NO_DATE
 * and days outside the years 0 to 9999. */
char *date_format(int32_t day, char *ret_text);

/* Year, month 1-12, day 1-31 of a day number. */
void date_to_ymd(int32_t day, int *ret_year, int *ret_month, int *ret_day);

#endif
