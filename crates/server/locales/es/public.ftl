### El sitio público en español. Frases cortas, palabras de todos los días: muchos de quienes leen tienen miedo, tienen prisa o leen un
### idioma que no es el suyo. Cada traducción debe ser revisada por una persona del oficio que hable esta lengua como propia.

language-name = Español
# ltr o rtl
language-direction = ltr

## En cada página. El título queda en el historial del navegador: por eso no dice de qué trata el sitio.

title = Información
page-step = Página { $step }
page-done = Listo
page-messages = Mensajes
page-safety = Bueno saberlo
page-problem = Por revisar
exit = Salir de esta página ya
skip = Ir al texto
banner = Demostración. No envíe un aviso de verdad.
languages = Idioma
footer-start = Primera página
footer-safety = Estar a salvo en este teléfono
footer-mailbox = Tengo diez palabras

## Varias organizaciones

choose-title = ¿A quién quiere escribir?
choose-lead = Elija la que le quede más cerca. Puede mirar primero. Todavía no se envía nada.
choose-none = Aquí todavía no se puede escribir a nadie. Vuelva más tarde.

## La primera página

start-title = Puede contárnoslo
start-lead = ¿Obligan a alguien a trabajar, a tener sexo, a pedir dinero en la calle o a hacer algo contra la ley? ¿Venden, encierran, hieren o engañan a alguien? Aquí puede contárselo a { $name }.
start-point-anyone = Puede escribir por usted o por otra persona. No hacen falta pruebas.
start-point-name = No tiene que decir quién es.
start-point-skip = Solo una pregunta necesita respuesta. Puede dejar todas las demás.
start-point-send = No se envía nada hasta que pulse «Enviar» en la última página.
start-point-words = Al final recibe diez palabras secretas. Con ellas puede volver y leer nuestra respuesta.
start-go = Empezar
start-again-title = ¿Ya nos ha escrito antes?
start-again = Usar mis diez palabras
start-watched = ¿Alguien puede ver lo que hace en este teléfono? Lea primero esto:
start-reads-title = ¿Quién lo lee?
start-reads = Solo las personas de { $name } que trabajan con los avisos. Lo que escribe queda bajo llave (cifrado) en cuanto llega. Este sitio no guarda la dirección de su teléfono u ordenador y no deja cookies en él.
danger-title = ¿En peligro ahora mismo?
danger-text = Llame al número de emergencias del país donde está, si puede hacerlo sin riesgo. Puede que no veamos enseguida lo que escribe aquí.

## Los pasos

step-of = Paso { $step } de { $steps }
nothing-sent = Todavía no se envía nada.
continue = Continuar
back = Volver
answer-yes = Sí
answer-no = No
answer-unknown = No lo sé
step-what-title = ¿Qué pasa?
step-what-lead = Escriba con sus palabras, en cualquier idioma. Unas pocas palabras bastan.
step-now-title = ¿Hay alguien en peligro?
step-now-lead = Puede dejar cualquier pregunta sin responder.
step-where-title = ¿Dónde y cuándo?
step-where-lead = Escriba solo lo que sabe. «Creo que» también ayuda.
step-people-title = ¿De quién se trata?
step-people-lead = Deje lo que le parezca peligroso decir.
step-contact-title = ¿Cómo podemos hablarle sin peligro?
step-contact-lead = Piense en todos los que pueden mirar su teléfono o su correo. Hacemos lo que escriba aquí.
step-check-title = ¿Está todo bien?
step-check-lead = Todavía no se envía nada. Aún puede cambiarlo todo.

## Las preguntas

what-label = ¿Qué pasa?
what-hint = Por ejemplo: quién lo hace, qué obligan a hacer, cómo impiden que la gente se vaya.
class-label = ¿A qué se parece más?
class-hint = No tiene que elegir.
class-none = No lo sé bien, u otra cosa
class-forced-labour = Alguien tiene que trabajar y no puede irse
class-domestic-servitude = Tienen a alguien de sirviente en una casa
class-sexual-exploitation = Obligan a alguien a vender sexo
class-child-sex-trafficking = Venden a un niño o una niña para sexo
class-child-abuse-online = Muestran en internet abusos a un niño o una niña
class-online-enticement = Alguien le escribe a un niño o una niña sobre sexo
class-forced-begging = Obligan a alguien a pedir dinero en la calle
class-forced-criminality = Obligan a alguien a hacer algo contra la ley
class-forced-marriage = Obligan a alguien a casarse
class-organ-removal = Obligan a alguien a dar un órgano
class-work-rights = Mal trabajo o mala paga, pero sin obligar a nadie
danger-now-label = ¿Hay alguien en peligro en este momento?
child-label = ¿Le pasa a un niño o a una niña?
child-hint = Cuenta toda persona de menos de 18 años. Si no está seguro de la edad, elija «No lo sé».
ongoing-label = ¿Sigue pasando?
country-label = ¿En qué país?
place-text-label = ¿Dónde es?
place-text-hint = Ciudad, calle, nombre de la casa o del negocio, o cómo encontrar el lugar.
when-text-label = ¿Cuándo fue?
when-text-hint = Un día, un mes, o «desde hace dos años».
online-label = ¿Pasa en internet?
online-offline = No, no en internet
online-online = Sí, en internet
online-both = Las dos cosas
indicators-label = Enlaces, números de teléfono, nombres de usuario
indicators-hint = Uno en cada línea. Por ejemplo de un perfil, un chat o un anuncio.
who-text-label = ¿Quién puede estar sufriendo daño?
who-text-hint = Nombres, edad, cómo son, cuántas personas son.
relation-label = ¿Quién es usted?
relation-self = Me pasa a mí
relation-family = Familia
relation-friend = Un amigo o una amiga
relation-client = Cliente
relation-neighbour = Vivo cerca, o vi algo
relation-colleague = También trabajo o trabajé allí
relation-professional = Lo sé por mi trabajo
relation-other = Otra persona
relation-not-said = Prefiero no decirlo
may-contact-label = ¿Podemos hablar con usted?
may-contact-hint = Si dice que no, puede volver igual con sus diez palabras y leer nuestra respuesta.
name-label = ¿Cómo podemos llamarle?
name-hint = No tiene que ser su nombre verdadero.
channel-label = ¿Por qué medio?
channel-mailbox-only = Solo aquí, con mis diez palabras
channel-phone = Llamada de teléfono
channel-sms = Mensaje de texto (SMS)
channel-whatsapp = WhatsApp
channel-signal = Signal
channel-email = Correo electrónico
address-label = El número o la dirección
safe-times-label = ¿Cuándo es seguro?
safe-times-hint = Por ejemplo: los lunes de 10 a 12.
code-word-label = Una palabra clave
code-word-hint = La decimos primero, para que sepa que somos nosotros. Elija una palabra que no extrañe a nadie.
do-not-label = ¿Qué no debemos hacer nunca?
do-not-hint = Por ejemplo: no llamar nunca por la noche, no dejar nunca una carta.
voicemail-ok-label = ¿Podemos dejar un mensaje de voz?
language-label = ¿Qué idioma habla mejor?

## El último paso

check-change = Cambiar
check-none = Sin respuesta
files-label = Fotos, papeles u otros archivos
files-hint = Si quiere. Como mucho { $most } archivos de { $size } megabytes cada uno. Una foto puede llevar dentro el lugar y la hora en que se hizo. Si vuelve atrás desde esta página, elija los archivos otra vez.
files-warning = No envíe fotos o videos sexuales de niños, ni imágenes de abusos. Guardarlas o pasarlas puede ser un delito, aunque quiera ayudar. Escriba en su lugar el enlace de donde las vio. Hay líneas que sí tienen permiso para recibirlas. Aquí hay una lista:
send = Enviar
send-again = Enviar otra vez

## Lo que no estaba bien

summary-title = Mire esto otra vez, por favor
problem-missing = Escriba aquí unas pocas palabras. Es la única respuesta que necesitamos.
problem-long = «{ $field }» es demasiado largo. Tiene { $have } caracteres; caben { $most }. Acórtelo, por favor.
problem-letters = Algunas letras no se pudieron leer. Ahora se ven como «�». Corríjalas, por favor.
problem-many = Caben { $most } líneas en «{ $field }». Escriba las demás en «¿Qué pasa?».
problem-line = Una línea en «{ $field }» es demasiado larga. Escríbala en «¿Qué pasa?».
problem-token = La página no estaba completa. Revise sus respuestas y envíelas otra vez.
problem-refused = Algo en sus respuestas no se pudo aceptar. Revíselas, por favor.
problem-files-many = Se pueden enviar { $most } archivos como mucho. No se envió ningún archivo. Elija otra vez.
problem-file-large = El archivo «{ $file }» es demasiado grande. Un archivo puede tener { $size } megabytes. No se envió ningún archivo. Elija otra vez.
problem-files-busy = Ahora mismo llegan demasiados archivos. Pruebe otra vez en un minuto, o envíe sin archivos.
lost-title = Su aviso NO se recibió
lost-text = Algo no funciona de nuestro lado. Sus respuestas siguen en esta página. Espere unos minutos y pulse «Enviar otra vez». Si sigue sin funcionar, escriba su texto en papel y pruebe mañana.

## Enviado

sent-title = Su aviso ha llegado
sent-thanks = Gracias. No era fácil contarlo.
sent-again = Este aviso ya estaba aquí. Lo guardamos una sola vez, como era la primera vez. Sus diez palabras son las mismas. Si quiere añadir algo, vuelva con las diez palabras y escríbanos.
receipt-title = Sus diez palabras
receipt-lead = Abren sus mensajes. Nadie puede dárselas una segunda vez, tampoco nosotros.
receipt-paper = Escríbalas ahora en papel, en este orden. No hace falta que las entienda.
receipt-hide = Guarde el papel donde nadie mire. No escriba al lado para qué sirve.
receipt-phone = Si alguien mira su teléfono, no haga una foto de esta página y no guarde las palabras en él.
receipt-never = No se las diga a nadie. Nunca las pedimos por teléfono ni en un mensaje.
next-title = Qué pasa ahora
next-read = Personas de { $name } leen su aviso. Los más urgentes van primero.
next-decide = Deciden si alguien necesita protección, y si la policía debe saberlo.
next-child = Si un niño o una niña puede estar en peligro, tenemos que decírselo a quienes protegen a la infancia. A una persona adulta se le pregunta antes, salvo que una vida esté en peligro o la ley no nos deje otra opción.
next-return = Vuelva aquí en uno o dos días con sus diez palabras. Puede que tengamos una pregunta.
sent-leave = Cuando haya escrito las palabras, salga de esta página.

## Mensajes

mailbox-title = Leer nuestra respuesta
mailbox-lead = Necesita las diez palabras que recibió al final de su aviso.
words-label = Sus diez palabras
words-hint = En el mismo orden, con un espacio entre ellas. Letras pequeñas o grandes, las dos valen.
words-open = Abrir
words-count = Ha escrito { $found } palabras. Tienen que ser { $words }.
words-long = Es demasiado texto. Escriba solo sus diez palabras.
word-wrong = La palabra número { $position } no es una de las nuestras.
word-near = La palabra número { $position } no es una de las nuestras. ¿Quizá es: { $near }?
words-nothing = No encontramos nada con estas palabras. Revise cada palabra y el orden. Un aviso se borra cuando pasa su tiempo; entonces las palabras ya no abren nada.
box-title = Sus mensajes
box-received = Su aviso llegó el { $date }.
box-state = Cómo va
state-new = Ha llegado. Espera a que alguien lo lea.
state-claimed = Alguien lo está leyendo.
state-triaged = Lo hemos leído y estamos trabajando en ello.
state-closed = Hemos terminado nuestro trabajo. Todavía puede escribirnos.
state-expired = Pasó su tiempo. Lo que escribió se borró.
box-none = Todavía no hay mensajes. Mire otra vez en unos días.
box-from-us = De { $name }
box-from-you = De usted
message-label = Escríbanos
message-hint = ¿Sabe algo nuevo? ¿Está a salvo? También puede preguntarnos algo.
message-send = Enviar el mensaje
message-missing = Escriba algo primero.
message-done = Su mensaje ha llegado.
message-lost = Su mensaje NO se recibió. Sigue en esta página. Espere unos minutos y envíelo otra vez.
box-leave = Cuando haya leído todo, salga de esta página.

# Un día, como se escribe.
date =
    { $day } de { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    } de { $year }

## Seguridad

safety-title = Estar a salvo en este teléfono
safety-exit-title = «Salir de esta página ya»
safety-exit-does = El botón de arriba abre una página sobre el tiempo.
safety-exit-not = No borra el historial de su navegador. Quien mire allí puede ver que usted estuvo aquí. El botón «atrás» del navegador puede traer de vuelta aquí.
safety-better-title = Lo que es más seguro
safety-better-other = Use el teléfono o el ordenador de alguien de confianza, o el de una biblioteca o un cibercafé.
safety-better-private = Use una ventana privada del navegador. Olvida la página cuando la cierra.
safety-better-history = O borre después esta página del historial. Borre solo esta página: un historial vacío puede extrañar a alguien.
safety-watched-title = Si alguien puede estar vigilando su teléfono
safety-watched = Hay programas que muestran a otra persona todo lo que pasa en un teléfono. Contra ellos no sirve una ventana privada. Use otro teléfono u ordenador.
safety-words-title = Sus diez palabras
safety-words = Quien las tenga puede leer sus mensajes. Escríbalas en papel y escóndalo. Con ellas no se abre el aviso mismo.
safety-keep-title = Lo que guardamos
safety-keep = Nada de cookies. Ninguna dirección de su teléfono u ordenador. Lo que escribe queda bajo llave (cifrado) cuando llega, y solo pueden abrirlo las personas de { $name } que trabajan con los avisos. La empresa que le conecta a internet puede ver que abrió este sitio, pero no lo que escribe cuando la dirección empieza por «https».

## Cuando no se puede responder

refusal-missing-title = Esta página no existe
refusal-missing-text = Quizá la dirección tiene un error. No se envió nada.
refusal-method-title = Esta página no se abre así
refusal-method-text = Vaya a la primera página y siga los botones. No se envió nada.
refusal-large-title = Era demasiado grande
refusal-large-text = NO se recibió. Vuelva con el botón de su navegador. Envíe menos texto, o menos archivos, o más pequeños.
refusal-media-title = No se entendió
refusal-media-text = NO se recibió. Su navegador lo envió de una forma que este sitio no conoce. Empiece en la primera página.
refusal-bad-title = No se pudo leer
refusal-bad-text = NO se recibió. Algo se perdió por el camino. Vuelva con el botón de su navegador y envíelo otra vez.
refusal-elsewhere-title = Empiece aquí, por favor
refusal-elsewhere-text = Otro sitio le trajo a la mitad de nuestro formulario. Eso no es seguro, así que NO se recibió. Empiece en la primera página.
refusal-slow-title = Tardó demasiado
refusal-slow-text = NO se recibió. Puede que su conexión sea débil. Pruebe otra vez, y envíe sin archivos.
refusal-busy-title = Ahora mismo hay demasiada gente
refusal-busy-text = NO se recibió. Espere un minuto. Después vuelva con el botón de su navegador y envíelo otra vez.
refusal-down-title = Esto no funciona ahora mismo
refusal-down-text = Si estaba enviando algo, NO se recibió. Pruebe otra vez en unos minutos.
refusal-broken-title = Algo salió mal
refusal-broken-text = El error es nuestro. Si estaba enviando algo, no podemos decir si se recibió. Vuelva con el botón de su navegador y envíelo otra vez: se guarda una sola vez.
