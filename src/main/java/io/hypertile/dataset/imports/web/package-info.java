/** Imports over HTTP. */
@NullMarked
package io.hypertile.dataset.imports.web;

import org.jspecify.annotations.NullMarked;
