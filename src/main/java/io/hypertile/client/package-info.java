/** Packages for programs of clients, in the forms that installers take. */
@NullMarked
package io.hypertile.client;

import org.jspecify.annotations.NullMarked;
