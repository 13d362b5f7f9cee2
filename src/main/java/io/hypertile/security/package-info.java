/** Who may do what: keys, tokens, scopes of collections, the audit log. */
@org.jspecify.annotations.NullMarked
package io.hypertile.security;
