/** Addresses at which the server hands out packages for programs of clients. */
@NullMarked
package io.hypertile.client.web;

import org.jspecify.annotations.NullMarked;
