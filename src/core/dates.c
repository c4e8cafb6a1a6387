/* dates.c -- the proleptic Gregorian calendar by eras of 400 years (146097 days) from 1 March 0000:
 * years that start in March end in the leap day, so month lengths are (153 m + 2) / 5 in sums.
 */
#include "dates.h"

#include <string.h>

enum { ERA_DAYS = 146097, EPOCH = 719468 }; /* days from 0000-03-01 to 1970-01-01 */
enum { FIRST_YEAR = 1900, LAST_YEAR = 2149 };

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

int32_t date_from_ymd(int year, int month, int day)
{
    int years, months;

    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return OFR_NO_DATE;
    if (day < 1 || day > month_days(year, month)) return OFR_NO_DATE;
    years = month > 2 ? year : year - 1; /* whole years since March 0000 */
    months = month > 2 ? month - 3 : month + 9;
    return 365 * years + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day - 1 -
           EPOCH;
}

/* Number of exactly n digits, or -1. */
static int digits(const char *text, int n)
{
    int value = 0;

    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = 10 * value + (text[i] - '0');
    }
    return value;
}

int32_t date_parse(const char *text)
{
    if (text == NULL || strnlen(text, OFR_DATE_TEXT) != OFR_DATE_TEXT - 1) return OFR_NO_DATE;
    if (text[4] != '-' || text[7] != '-') return OFR_NO_DATE;
    return date_from_ymd(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2));
}

void date_to_ymd(int32_t day, int *ret_year, int *ret_month, int *ret_day)
{
    const int64_t since = (int64_t)day + EPOCH;
    const int64_t era = (since >= 0 ? since : since - (ERA_DAYS - 1)) / ERA_DAYS;
    const int in_era = (int)(since - era * ERA_DAYS);
    /* Take out the leap days before this one, then years are 365 days. */
    const int year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    const int in_year = in_era - (365 * year + year / 4 - year / 100);
    const int month = (5 * in_year + 2) / 153; /* 0 is March */

    *ret_day = in_year - (153 * month + 2) / 5 + 1;
    *ret_month = month < 10 ? month + 3 : month - 9;
    *ret_year = (int)(era * 400) + year + (month >= 10);
}

char *date_format(int32_t day, char *ret_text)
{
    int year, month, in_month;

    date_to_ymd(day, &year, &month, &in_month);
    if (day == OFR_NO_DATE || year < 0 || year > 9999) {
        memcpy(ret_text, "no date", sizeof "no date");
        return ret_text;
    }
    memcpy(ret_text, "0000-00-00", OFR_DATE_TEXT);
    for (int i = 3; i >= 0; i--, year /= 10) ret_text[i] = (char)('0' + year % 10);
    ret_text[5] = (char)('0' + month / 10);
    ret_text[6] = (char)('0' + month % 10);
    ret_text[8] = (char)('0' + in_month / 10);
    ret_text[9] = (char)('0' + in_month % 10);
    return ret_text;
}
