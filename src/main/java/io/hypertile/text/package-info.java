/** Texts of clients: how query languages read them and how sentences show pieces of them. */
@org.jspecify.annotations.NullMarked
package io.hypertile.text;
