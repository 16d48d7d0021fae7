/** For a form that was drawn for somebody else, or with another HQ_SESSION_SECRET. */
export const staleForm = 'This form is out of date. What you typed is kept: look it through and send it once more.';
