package io.hypertile.cf;

/**
 * A date of some calendar, which need not be one of ours: a year of 360 days has a 30 February.
 *
 * @param year in calendars without a year 0, the one before 1 is -1
 * @param month from 1
 * @param day from 1
 */
public record CfDate(int year, int month, int day) {}
