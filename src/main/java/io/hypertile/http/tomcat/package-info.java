/**
 * Tomcat's connector with a deadline for heads of requests, a least pace of answers and turns
 * between connections. The only package that extends classes inside of Tomcat.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.http.tomcat;
