// Jest can only give an ES module to a CommonJS package (@nestjs/throttler is one) when it has run already.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
