/** The storage SPI: arrays by region. */
@org.jspecify.annotations.NullMarked
package io.hypertile.engine;
