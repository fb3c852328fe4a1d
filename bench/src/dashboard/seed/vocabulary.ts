// What prompts are made of. A word's place in its list decides how common it is: the first far more than the last.

export const shots = [
  'wide shot',
  'close-up',
  'drone shot',
  'slow pan',
  'handheld shot',
  'macro shot',
  'time-lapse',
]

export const adjectives = [
  'old',
  'small',
  'golden',
  'quiet',
  'rusty',
  'wet',
  'bright',
  'tired',
  'giant',
  'broken',
  'silver',
  'frozen',
  'wooden',
  'curious',
  'striped',
  'forgotten',
  'translucent',
  'crooked',
]

export const subjects = [
  'fox',
  'lighthouse',
  'heron',
  'fisherman',
  'train',
  'market',
  'bicycle',
  'orchard',
  'whale',
  'dancer',
  'kettle',
  'robot',
  'glacier',
  'violinist',
  'beehive',
  'carousel',
  'locomotive',
  'lantern',
  'tortoise',
  'sailboat',
  'baker',
  'windmill',
  'comet',
  'astronaut',
  'octopus',
  'typewriter',
]

export const actions = [
  'waiting',
  'turning slowly',
  'crossing a river',
  'breathing steam',
  'falling apart',
  'waking up',
  'looking back',
  'drifting',
  'catching rain',
  'singing',
  'unfolding',
  'racing a storm',
]

export const places = [
  'snow',
  'a harbour',
  'a narrow street',
  'tall grass',
  'a kitchen',
  'the desert',
  'an empty station',
  'a greenhouse',
  'the deep sea',
  'a rooftop garden',
  'a pine forest',
  'a salt flat',
  'an arcade',
  'low orbit',
]

export const lights = [
  'at dusk',
  'at noon',
  'in fog',
  'under neon',
  'by candlelight',
  'at first light',
  'in moonlight',
]

/** Each batch has one of them in all its prompts, so that such a word is common in a few days and nowhere else. */
export const themes = [
  'autumn',
  'perfume',
  'sneakers',
  'insurance',
  'festival',
  'chocolate',
  'furniture',
  'skiing',
  'museum',
  'toothpaste',
  'airline',
  'podcast',
  'vineyard',
  'headphones',
  'picnic',
  'opera',
  'marathon',
  'stationery',
  'aquarium',
  'backpack',
]

/** One prompt in five thousand has one of them. */
export const rareWords = [
  'zeppelin',
  'axolotl',
  'theremin',
  'quokka',
  'sextant',
  'obelisk',
  'narwhal',
  'zoetrope',
]
