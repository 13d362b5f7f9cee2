/**
 * Times as numbers of a unit since a time, in the calendars of the CF conventions (1.11, 4.4):
 * units, calendars, and the texts of times in them.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.cf;
