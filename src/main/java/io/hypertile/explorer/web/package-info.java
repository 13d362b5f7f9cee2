/** The explorer: pages for browsers that use the public interface and nothing else. */
@NullMarked
package io.hypertile.explorer.web;

import org.jspecify.annotations.NullMarked;
