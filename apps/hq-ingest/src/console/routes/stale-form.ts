/** For a form that was drawn for somebody else, or before HQ was started again without HQ_SESSION_SECRET. */
export const staleForm = 'This form is out of date. What you typed is kept: look it through and send it once more.';
