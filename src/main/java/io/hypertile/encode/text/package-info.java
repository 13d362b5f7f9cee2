/** Single cells as text: numbers, times, texts and bytes, written without objects for them. */
@org.jspecify.annotations.NullMarked
package io.hypertile.encode.text;
