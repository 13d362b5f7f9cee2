package io.hypertile.encode.text;

/**
 * Choices in JSON.
 *
 * @param isNanText whether NaN and NaT are words in quotes; they are null otherwise
 * @param isLongText whether whole numbers of 64 bits are in quotes
 */
public record JsonStyle(boolean isNanText, boolean isLongText) {}
