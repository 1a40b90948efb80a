module.exports = () => {
  throw new Error('todo');
};
