import { createParamDecorator } from '@nestjs/common';
import { currentUser, type CurrentUser as User } from '../../context/request-context.js';

/** The signed-in user of the request, as a parameter of a controller's method. Not for public routes. */
export const CurrentUser = createParamDecorator((): User | undefined => currentUser());
